package import Catalog
import ContentStore
import Foundation
import Imaging

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
                failures.append(Failure(file: name, kind: "no-thumbnail", reason: describe(error)))
            }
        }
        guard !cells.isEmpty else {
            throw RequestError.notFound("there is no picture to put on the sheet")
        }
        let sheet = drawSheet(cells, columns: columns)
        let bytes = try encode(sheet, as: format == .png ? .png : .jpeg, quality: 88)
        return (bytes, cells.count, failures)
    }

    package enum SheetFormat: Sendable { case jpeg, png }

    private func label(_ listing: AssetListing, _ blob: BlobRecord) -> [String] {
        let name = listing.path?.split(separator: "/").last.map(String.init) ?? listing.asset.name
        guard let picture = blob.picture else { return [name] }
        var facts = "\(picture.width) x \(picture.height)  \(picture.format.uppercased())"
        if picture.frames > 1 { facts += "  \(picture.frames) frames" }
        return [name, facts]
    }

    private func thumbnail(_ blob: BlobRecord) throws -> DisplayPixels {
        let rendition = try catalog.read { try $0.renditions(of: blob.digest) }
            .first { $0.recipeID.hasPrefix("thumb-") }
        if let rendition {
            let path = renditionPath(rendition)
            if let bytes = try? directory.disk.contents(of: path, upTo: Int(rendition.size)) {
                return try bytes.withUnsafeBytes { try displayPixels(ByteSource(memory: $0)) }
            }
        }
        let object = directory.layout.object(Digest(bytes: blob.digest))
        let recipe = Recipe(
            name: "sheet", boxWidth: 256, boxHeight: 256, format: .auto, quality: 90)
        let contents = FileContents.inPlace(
            object, Digest(bytes: blob.digest), size: UInt64(blob.size))
        let picture = try contents.withSource(directory.disk) { source throws(PictureError) in
            try DecodedPicture(source, [recipe], limits.picture, memory)
        }
        return try picture.renditions[0].bytes.withUnsafeBytes {
            try displayPixels(ByteSource(memory: $0))
        }
    }

    private func displayPixels(_ source: ByteSource) throws(PictureError) -> DisplayPixels {
        let header = try probe(source, limits: limits.picture)
        return convertToDisplay(
            try decodePixels(source, header, limits: limits.picture), header.color)
    }
}
