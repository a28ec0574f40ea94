import Catalog
import ContentStore
package import GenerationMetadata
import Imaging
package import StillStoreCore
package import Values

/// What the file of one blob says, or why it could not be read.
struct ReadFile: Sendable {
    enum Outcome: Sendable {
        case read(BlobMetadata)
        case failed(Failure)
    }

    let digest: Digest
    let outcome: Outcome
}

extension Library {
    /// Reads the headers of a blob's file. Blocks.
    func readMetadata(_ blob: UnreadMetadata) -> ReadFile {
        let label = directory.shown(directory.objects.location(of: .original(blob.digest)))
        do {
            guard let object = try directory.objects.open(.original(blob.digest)) else {
                return ReadFile(
                    digest: blob.digest,
                    outcome: .failed(
                        Failure(file: label, kind: .missing, reason: "it is not there")))
            }
            let contents = FileContents.inPlace(
                object, blob.digest, size: UInt64(max(0, blob.size)))
            let metadata = try contents.withSource(directory.disk) { ReadMetadata.read($0) }
            return ReadFile(digest: blob.digest, outcome: .read(metadata))
        } catch {
            return ReadFile(
                digest: blob.digest,
                outcome: .failed(
                    Failure(file: label, kind: .unreadable, reason: describe(error))))
        }
    }

    /// What a blob's file holds beside its pixels, as it lies there.
    /// - Throws: `RequestError` where the bytes are not in the store.
    package func embeddedSlots(of digest: Digest, named reference: String) throws -> EmbeddedSlots {
        guard let object = try directory.objects.open(.original(digest)) else {
            throw RequestError.noBytesYet(reference)
        }
        let size = try object.facts().size
        return EmbeddedSlots.read(
            from: ByteReader(size: size) { try? object.read(at: $0, into: $1) })
    }
}
