package import Catalog
package import ContentStore
import Foundation
package import Imaging
package import StillStoreCore
package import Values

extension Library {
    /// The rendition of an asset by a recipe of the configuration, made and kept if it is not
    /// there yet; made once for all who ask at the same time. Where it cannot be made, because the
    /// original is gone or the disk is full, the newest that an older form of the recipe has left;
    /// its record says of which.
    /// - Throws: `RequestError` for an unknown recipe, an asset that is no picture, or one of which
    ///   there is no rendition and none can be made.
    package func rendition(
        of reference: String, recipe name: String
    ) async throws -> (record: RenditionRecord, path: FilePath) {
        let recipe = try recipe(named: name)
        let blob = try await workers.run { [self] in try picture(reference) }
        let wanted = WantedRendition(digest: blob.digest, recipe: recipe.id)
        let record = try await renditions.value(of: wanted) { [self] in
            try await workers.run { [self] in try kept(blob, recipe, name) }
        }
        return (record, directory.objects.location(of: record.key))
    }

    private func kept(
        _ blob: BlobRecord, _ recipe: Recipe, _ name: String
    ) throws -> RenditionRecord {
        let kept = try catalog.read { try $0.renditions(of: blob.digest) }.filter(isThere)
        if let current = kept.first(where: { $0.recipeID == recipe.id }) { return current }
        do {
            return try make(recipe, of: blob)
        } catch {
            let older = kept.filter { Recipe.name(ofID: $0.recipeID) == name }
            guard let newest = older.max(by: { $0.createdAt < $1.createdAt }) else { throw error }
            return newest
        }
    }

    /// Makes a rendition from its object and keeps it. Blocks.
    package func make(_ recipe: Recipe, of blob: BlobRecord) throws -> RenditionRecord {
        // As little as an upload does it have a row in the record of runs.
        try withWriteSession { session in
            let make = MakeRenditions(library: self, staging: session.staging)
            let commit = CommitRenditions(
                library: self, staging: session.staging, journal: session.journal, run: nil)
            do {
                let picture = try make.make(blob, [recipe])
                let items = try committing(in: session) {
                    try commit.commit([picture], RunCounts()).0
                }
                if case .failed(let failure)? = items.first?.outcome {
                    throw RequestError.notRendered(failure)
                }
                guard let made = picture.made.first, !items.isEmpty else {
                    throw RequestError.justRemoved(picture.digest)
                }
                return made.record
            } catch let failure as StoreFailure {
                throw failure.cause
            }
        }
    }
}

extension StagingArea {
    /// Writes a rendition to staging, with the row that it will have.
    package func stage(
        _ rendition: Rendition, of digest: Digest, at time: Int64
    ) throws(DiskError) -> (StagedObject, RenditionRecord) {
        let id = rendition.recipe.id
        let path = try stage(rendition.bytes, count: rendition.bytes.count)
        let staged = StagedObject(
            renditionOf: digest, recipe: id, fileExtension: rendition.format.fileExtension,
            size: UInt64(rendition.bytes.count), path: path)
        let contents = rendition.bytes.withUnsafeBytes { Digest.of($0) }
        let record = RenditionRecord(
            digest: digest, recipeID: id, format: rendition.format.rawValue,
            width: rendition.width, height: rendition.height, size: Int64(rendition.bytes.count),
            contentDigest: contents, createdAt: time)
        return (staged, record)
    }
}
