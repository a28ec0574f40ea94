package import Catalog
import ContentStore
import Foundation
import Imaging
package import StillStoreCore
import Values

extension Library {
    /// Draws a labelled sheet of thumbnails: the stored ones, or made for the sheet where there
    /// are none. An asset whose thumbnail cannot be had is left out and named in the result.
    ///
    /// - Returns: the picture, encoded as `format`, how many are on it, and the failures.
    package func contactSheet(
        _ listings: [AssetListing], columns: Int, format: SheetFormat
    ) async throws -> (bytes: [UInt8], count: Int, failures: [Failure]) {
        var cells: [SheetCell] = []
        var failures: [Failure] = []
        for listing in listings {
            guard let blob = listing.blob, blob.picture != nil else { continue }
            let name = [listing.bucket, listing.path].compactMap(\.self).joined(separator: "/")
            do {
                let pixels = try await workers.run { [self] in try thumbnail(blob) }
                cells.append(SheetCell(pixels: pixels, lines: label(listing, blob)))
            } catch {
                failures.append(Failure(file: name, kind: .noThumbnail, error))
            }
        }
        guard !cells.isEmpty else {
            throw RequestError.noPictures
        }
        let drawn = cells
        let bytes = try await workers.run {
            let sheet = drawSheet(drawn, columns: columns)
            return try encode(sheet, as: format == .png ? .png : .jpeg, quality: 88)
        }
        return (bytes, cells.count, failures)
    }

    /// Pixels a side that a thumbnail on a sheet has at most.
    private static let sheetBox = 256

    package enum SheetFormat: Sendable { case jpeg, png }

    private func label(_ listing: AssetListing, _ blob: BlobRecord) -> [String] {
        let name = withoutTurns(
            listing.path?.split(separator: "/").last.map(String.init) ?? listing.asset.name)
        guard let picture = blob.picture else { return [name] }
        var facts = "\(picture.width) x \(picture.height)  \(picture.format.uppercased())"
        if picture.frames > 1 { facts += "  \(picture.frames) frames" }
        return [name, facts]
    }

    /// Marks that reverse the direction of text would show another name than the file has.
    private func withoutTurns(_ name: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let turns =
                (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
            shown.append(turns ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    private func thumbnail(_ blob: BlobRecord) throws -> DisplayPixels {
        let kept = try catalog.read { try $0.renditions(of: blob.digest) }
        let current = Set(configuration.recipes.map(\.recipe.id))
        // Renditions of today's recipes first, the largest that the sheet has room for; a damaged
        // one is skipped.
        // passed over.
        let fitting = kept.filter { max($0.width, $0.height) <= Library.sheetBox }.sorted {
            let (first, second) = (current.contains($0.recipeID), current.contains($1.recipeID))
            return first == second
                ? max($0.width, $0.height) > max($1.width, $1.height) : first
        }
        for record in fitting {
            if let pixels = pixels(of: record, displayPixels) { return pixels }
        }
        let digest = blob.digest
        do {
            return try original(digest, size: blob.size).withSource(directory.disk, fitted)
        } catch {
            // The original is gone; a larger rendition shows what it was.
            for record in kept where max(record.width, record.height) > Library.sheetBox {
                if let pixels = pixels(of: record, fitted) { return pixels }
            }
            throw error
        }
    }

    /// Nil if the file differs from what was recorded.
    private func pixels(
        of record: RenditionRecord, _ body: (ByteSource) throws(PictureError) -> DisplayPixels
    ) -> DisplayPixels? {
        guard
            let bytes = try? directory.objects.open(record.key)?.contents(
                upTo: Int(record.size))
        else { return nil }
        return bytes.withUnsafeBytes { memory in
            guard Digest.of(memory) == record.contentDigest else { return nil }
            return try? body(ByteSource(memory: memory))
        }
    }

    /// A picture of any size as a thumbnail.
    private func fitted(_ source: ByteSource) throws(PictureError) -> DisplayPixels {
        let recipe = Recipe(
            name: "sheet", boxWidth: Library.sheetBox, boxHeight: Library.sheetBox, format: .auto,
            quality: 90)
        let rendition = try DecodedPicture(
            source, [recipe], limits.picture, memory, isNew: false
        ).renditions[0]
        var pixels: Result<DisplayPixels, PictureError>?
        rendition.bytes.withUnsafeBytes { memory in
            do throws(PictureError) {
                pixels = .success(try displayPixels(ByteSource(memory: memory)))
            } catch { pixels = .failure(error) }
        }
        return try pixels!.get()
    }

    private func displayPixels(_ source: ByteSource) throws(PictureError) -> DisplayPixels {
        let header = try probe(source, limits: limits.picture)
        return convertToDisplay(
            try decodePixels(source, header, limits: limits.picture), header.color)
    }
}
