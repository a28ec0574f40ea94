import Catalog
import ContentStore
import Imaging
import Values

extension Library {
    /// Says of blobs whose objects are back that they are. A row that was made while the bytes
    /// were gone learns what they show.
    func recordHealed(_ blobs: [StagedBlob]) throws {
        let strangers = try catalog.read { reader in
            try blobs.filter { blob in
                guard let row = try reader.blob(blob.digest) else { return false }
                return row.picture == nil
            }
        }
        let learnt = strangers.map { blob in
            BlobRecord(
                digest: blob.digest, size: Int64(blob.size),
                content: content(
                    of: directory.layout.object(blob.digest), blob.digest, size: blob.size),
                createdAt: clock.now())
        }
        try catalog.write { writer in
            for record in learnt { _ = try writer.insert(record) }
            for blob in blobs { try writer.setState(.present, of: blob.digest) }
        }
    }

    /// What the bytes of a file show, or why they are no picture. Decodes all of them.
    func content(of path: FilePath, _ digest: Digest, size: UInt64) -> BlobRecord.Content {
        let object = FileContents.inPlace(path, digest, size: size)
        do throws(PictureError) {
            return try object.withSource(directory.disk) { source throws(PictureError) in
                try DecodedPicture(source, ingestRecipes, limits.picture, memory, isNew: true)
                    .content
            }
        } catch {
            return .undecodable(reason: describe(error, words))
        }
    }
}
