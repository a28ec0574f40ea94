package import Catalog
package import ContentStore
import Foundation
package import Imaging
package import StillStoreCore
package import Values

extension Library {
    /// The rendition of an asset by a recipe of the configuration, made and kept if it is not
    /// there yet. Where it cannot be made, because the original is gone or the disk is full, the
    /// newest that an older form of the recipe has left; its record says of which.
    /// - Throws: `RequestError` for an unknown recipe, an asset that is no picture, or one of which
    ///   there is no rendition and none can be made.
    package func rendition(
        of reference: String, recipe name: String
    ) async throws -> (record: RenditionRecord, path: FilePath) {
        try await workers.run { [self] in
            let recipe = try recipe(named: name)
            let blob = try picture(reference)
            let kept = try catalog.read { try $0.renditions(of: blob.digest) }.filter(isThere)
            if let current = kept.first(where: { $0.recipeID == recipe.id }) {
                return (current, directory.objects.location(of: current.key))
            }
            do {
                let record = try make(recipe, of: blob)
                return (record, directory.objects.location(of: record.key))
            } catch {
                let older = kept.filter { Recipe.name(ofID: $0.recipeID) == name }
                guard let newest = older.max(by: { $0.createdAt < $1.createdAt }) else {
                    throw error
                }
                return (newest, directory.objects.location(of: newest.key))
            }
        }
    }

    /// Makes a rendition from its object and keeps it.
    package func make(_ recipe: Recipe, of blob: BlobRecord) throws -> RenditionRecord {
        // As little as an upload does it have a row in the record of runs.
        let name = UploadName.make(clock)
        let staging = try stagingArea(named: name)
        defer { release(staging) }
        do throws(StoreFailure) {
            let picture = try MakeRenditions(library: self, staging: staging).make(blob, [recipe])
            let commit = CommitRenditions(
                library: self, staging: staging, journal: Journal(in: directory, name: name),
                run: nil)
            let items = try commit.commit([picture], RunCounts()).0
            if case .failed(let failure)? = items.first?.outcome {
                throw StoreFailure(cause: RequestError.notRendered(failure))
            }
            guard let made = picture.made.first, !items.isEmpty else {
                throw StoreFailure(cause: RequestError.justRemoved(picture.digest))
            }
            return made.record
        } catch {
            throw error.cause
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
