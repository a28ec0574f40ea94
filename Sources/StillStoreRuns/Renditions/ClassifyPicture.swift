package import Catalog
import ContentStore
import Foundation
package import Imaging
package import StillStoreCore
import Values

/// A picture with what the catalogue knows of its renditions.
struct ScannedPicture: Sendable {
    let blob: BlobRecord
    let renditions: [RenditionRecord]
    let refusals: [RenditionRefusal]

    var digest: Digest { blob.digest }
}

/// Decides which renditions of a picture are to be made. The disk decides, not the rows alone: a
/// row says what a file should be.
struct ClassifyPicture: Sendable {
    enum Decision: Sendable {
        case right
        case refusedBefore(reason: String)
        case make([Recipe])
    }

    private let library: Library
    private let selection: ThumbnailRequest.Selection
    private let insists: Bool
    private let recipes: [(recipe: Recipe, isForEvery: Bool)]
    private let version: Int

    /// - Throws: `RequestError` for a recipe that does not exist.
    init(_ library: Library, _ request: ThumbnailRequest) throws {
        self.library = library
        selection = request.selection
        insists = request.insists
        version = library.decoderVersion
        for name in request.recipes { _ = try library.recipe(named: name) }
        recipes = library.configuration.recipes.compactMap { setting in
            let isNamed = request.recipes.contains(setting.name)
            guard request.recipes.isEmpty || isNamed else { return nil }
            return (setting.recipe, isNamed || setting.when == .ingest)
        }
    }

    /// Whether files have to be read, which the workers do.
    var reads: Bool { selection == .broken }

    func decision(_ picture: ScannedPicture) -> Decision {
        let due = recipes.filter { isDue($0.recipe, $0.isForEvery, picture) }.map(\.recipe)
        if due.isEmpty { return .right }
        if insists { return .make(due) }
        if let lost = knownToBeLost(picture) {
            return .refusedBefore(reason: describe(lost, library.words))
        }
        let refusals = picture.refusals.filter { $0.decoderVersion == version }
        let open = due.filter { recipe in !refusals.contains { $0.recipeID == recipe.id } }
        return open.isEmpty ? .refusedBefore(reason: refusals[0].reason) : .make(open)
    }

    /// A missing object may have come back; whether bytes are damaged only reading would show.
    private func knownToBeLost(_ picture: ScannedPicture) -> LostOriginal? {
        let key = ObjectKey.original(picture.digest)
        let path = library.directory.objects.location(of: key)
        return switch picture.blob.state {
        case .present: nil
        case .missing: facts(key) == nil ? .missing(path) : nil
        case .corrupt: .damaged(path)
        }
    }

    private func isDue(_ recipe: Recipe, _ isForEvery: Bool, _ picture: ScannedPicture) -> Bool {
        let kin = picture.renditions.filter { Recipe.name(ofID: $0.recipeID) == recipe.name }
        let row = kin.first { $0.recipeID == recipe.id }
        // Without a row, a file that is there was not recorded by anyone.
        if selection == .broken, row == nil { return hasStrayFile(recipe, picture.digest) }
        guard isForEvery || !kin.isEmpty else { return false }
        switch selection {
        case .missing: return !library.isThere(row)
        case .stale: return kin.contains { $0.recipeID != recipe.id } && !library.isThere(row)
        case .broken: return row.map(isBroken) ?? false
        case .all: return true
        }
    }

    private func hasStrayFile(_ recipe: Recipe, _ digest: Digest) -> Bool {
        recipe.possibleFormats.contains { format in
            facts(.rendition(digest, recipe: recipe.id, fileExtension: format.fileExtension)) != nil
        }
    }

    /// A file that does not exist is missing, not broken.
    private func isBroken(_ row: RenditionRecord) -> Bool {
        guard let facts = facts(row.key) else { return false }
        guard facts.kind == .file, facts.size == UInt64(row.size),
            let bytes = try? library.directory.objects.open(row.key)?.contents(upTo: Int(row.size))
        else { return true }
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        guard digest == row.contentDigest else { return true }
        do throws(PictureError) {
            try library.check(bytes)
            return false
        } catch {
            // Under low limits a rendition may be too large to be read; it is not broken for that.
            return error.isAboutTheBytes && error.kind != .overLimit
        }
    }

    /// Nil also for a file that cannot be read: making it anew repairs that.
    private func facts(_ key: ObjectKey) -> FileFacts? {
        (try? library.directory.objects.facts(of: key)) ?? nil
    }
}

extension Library {
    /// Whether the file of a rendition exists with the right size.
    package func isThere(_ row: RenditionRecord?) -> Bool {
        guard let row, let facts = try? directory.objects.facts(of: row.key)
        else { return false }
        return facts.kind == .file && facts.size == UInt64(row.size)
    }

    /// - Throws: `RequestError` that names the recipes that exist.
    package func recipe(named name: String) throws -> Recipe {
        let settings = configuration.recipes
        guard let setting = settings.first(where: { $0.name == name }) else {
            throw RequestError.unknownRecipe(name, known: settings.map(\.name))
        }
        return setting.recipe
    }

    /// Decodes a picture only to find its error.
    fileprivate func check(_ bytes: [UInt8]) throws(PictureError) {
        var failure: PictureError?
        bytes.withUnsafeBytes { memory in
            let source = ByteSource(memory: memory)
            do throws(PictureError) {
                let header = try probe(source, limits: limits.picture)
                // Rows as they come and all pixels together.
                try self.memory.holding(header.heldBytes + header.scratchBytes + header.pixels * 4)
                {
                    () throws(PictureError) in
                    _ = try decodePixels(source, header, limits: limits.picture)
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

extension Recipe {
    /// Formats that its renditions may have, depending on the picture.
    fileprivate var possibleFormats: [PictureFormat] {
        switch format {
        case .auto: [.jpeg, .png]
        case .jpeg: [.jpeg]
        case .png: [.png]
        case .webp: [.webp]
        }
    }
}
