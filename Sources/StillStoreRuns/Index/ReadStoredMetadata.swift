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
        ReadFile(digest: blob.digest, outcome: outcome(blob))
    }

    private func outcome(_ blob: UnreadMetadata) -> ReadFile.Outcome {
        func failed(_ kind: FailureKind, _ reason: String) -> ReadFile.Outcome {
            let place = directory.objects.location(of: .original(blob.digest))
            return .failed(Failure(file: directory.shown(place), kind: kind, reason: reason))
        }
        do {
            guard let object = try directory.objects.open(.original(blob.digest)) else {
                return failed(.missing, "it is not there")
            }
            let contents = FileContents.inPlace(
                object, blob.digest, size: UInt64(max(0, blob.size)))
            return contents.metadata(directory.disk).map { .read($0) }
                ?? failed(.unreadable, "the disk does not read it")
        } catch {
            return failed(.unreadable, describe(error))
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
