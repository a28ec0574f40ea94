import Catalog
package import ContentStore
import Imaging
package import Values

extension Library {
    /// Records that the objects of these blobs are present again. A row that was made while the
    /// bytes were gone gets what they decode to.
    package func recordRestored(_ blobs: [StagedObject]) throws {
        let strangers = try catalog.read { reader in
            try blobs.filter { blob in
                guard let row = try reader.blob(blob.digest) else { return false }
                return row.picture == nil
            }
        }
        let learnt = strangers.map { blob -> BlobRecord in
            let picture = picture(of: blob.digest, size: blob.size)
            return BlobRecord(
                digest: blob.digest, size: Int64(blob.size), content: picture.content,
                createdAt: clock.now(), metadata: picture.metadata)
        }
        try catalog.write { writer in
            for record in learnt { _ = try writer.insert(record) }
            for blob in blobs { try writer.setState(.present, of: blob.digest) }
        }
    }

    /// What the bytes of an object decode to, or why they are no picture. Decodes all of them.
    package func picture(of digest: Digest, size: UInt64) -> DecodedPicture {
        var contents: FileContents?
        do throws(PictureError) {
            let object = try contentsInPlace(digest, size: size)
            contents = object
            return try object.withSource(directory.disk) { source throws(PictureError) in
                try DecodedPicture(source, ingestRecipes, limits.picture, memory, isNew: true)
            }
        } catch {
            let metadata = error.isAboutTheBytes ? contents?.metadata(directory.disk) : nil
            return DecodedPicture(undecodable: describe(error, words), metadata)
        }
    }

    private func contentsInPlace(
        _ digest: Digest, size: UInt64
    ) throws(PictureError) -> FileContents {
        do {
            guard let object = try directory.objects.open(.original(digest)) else {
                throw PictureError.unreadable("it is gone")
            }
            return .inPlace(object, digest, size: size)
        } catch let error as PictureError {
            throw error
        } catch {
            throw .unreadable(describe(error))
        }
    }
}
