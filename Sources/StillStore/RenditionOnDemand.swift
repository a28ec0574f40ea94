package import Catalog
package import ContentStore
import Foundation
import Imaging

extension Library {
    /// The rendition of an asset by a recipe of the configuration, made and kept if it is not
    /// there yet.
    /// - Throws: `RequestError` for an unknown recipe or an asset that is no picture;
    ///   `PictureError` when its object does not decode.
    package func rendition(
        of reference: String, recipe name: String
    ) async throws -> (record: RenditionRecord, path: FilePath) {
        try await workers.run { [self] in
            let names = configuration.recipes.map(\.name)
            guard let recipe = configuration.recipes.first(where: { $0.name == name })?.recipe
            else {
                throw RequestError.usage(
                    "there is no recipe \(name); stillstore.json has \(names.joined(separator: ", "))"
                )
            }
            guard let blob = try find(reference).blob, blob.picture != nil else {
                throw RequestError.failed("\(reference) is no picture and has no renditions")
            }
            return try keptRendition(of: blob, recipe.id) ?? makeRendition(of: blob, recipe)
        }
    }

    /// Judged on disk: a row whose file is gone or cut counts for nothing.
    private func keptRendition(
        of blob: BlobRecord, _ recipeID: String
    ) throws -> (RenditionRecord, FilePath)? {
        let records = try catalog.read { try $0.renditions(of: blob.digest) }
        guard let record = records.first(where: { $0.recipeID == recipeID }) else { return nil }
        let path = renditionPath(record)
        let size = try directory.disk.stat(path)?.size
        return size == UInt64(record.size) ? (record, path) : nil
    }

    private func makeRendition(
        of blob: BlobRecord, _ recipe: Recipe
    ) throws -> (RenditionRecord, FilePath) {
        let digest = Digest(bytes: blob.digest)
        let object = FileContents.inPlace(
            directory.layout.object(digest), digest, size: UInt64(blob.size))
        let picture = try object.withSource(directory.disk) { source throws(PictureError) in
            try DecodedPicture(source, [recipe], limits.picture, memory)
        }
        let name = Identifier.make()
        let staging = try Staging(in: directory, name: name)
        defer { staging.close() }
        let (staged, record) = try staging.stage(picture.renditions[0], of: digest)
        try staging.makeDurable([staged.path])
        try directory.recording {
            guard try catalog.read({ try $0.blob(blob.digest) }) != nil else {
                throw RequestError.notFound("\(digest.hex) was just removed from the store")
            }
            try staging.publish([staged])
            try catalog.write { writer in
                var facts = JournalFacts()
                try writer.note([recipe], &facts, at: Time.now())
                if !facts.lines.isEmpty {
                    try Journal(in: directory, name: name).append(facts.lines)
                }
                try writer.insert(record)
            }
        }
        return (record, renditionPath(record))
    }
}

extension Staging {
    /// Writes a rendition to staging, with the row that it will have.
    func stage(
        _ rendition: Rendition, of digest: Digest
    ) throws(DiskError) -> (StagedRendition, RenditionRecord) {
        let id = rendition.recipe.id
        let path = try stage(rendition.bytes, count: rendition.bytes.count)
        let staged = StagedRendition(
            digest: digest, recipe: id, fileExtension: rendition.format.fileExtension, path: path)
        let contents = rendition.bytes.withUnsafeBytes { Digest.of($0) }
        let record = RenditionRecord(
            digest: Data(digest.bytes), recipeID: id, format: rendition.format.rawValue,
            width: rendition.width, height: rendition.height, size: Int64(rendition.bytes.count),
            contentDigest: Data(contents.bytes), createdAt: Time.now())
        return (staged, record)
    }
}
