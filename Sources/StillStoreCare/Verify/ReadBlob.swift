import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// A blob whose bytes are to be read, with its renditions.
struct BlobToRead: Sendable {
    let blob: BlobCheck
    let renditions: [RenditionRecord]

    var digest: Digest { blob.digest }
    var bytes: UInt64 {
        UInt64(max(0, blob.size)) + renditions.reduce(0) { $0 + UInt64(max(0, $1.size)) }
    }
}

/// Reads blobs, one after the other, and returns the suspects.
struct ReadBlobs {
    let library: Library
    let register: DefectRegister
    let budget: ReadingBudget

    struct Outcome: Sendable {
        /// Those that were read, or are suspects: done.
        var done: [Digest] = []
        var bytes = 0
    }

    private enum Reading { case same, other, stopped }

    /// Blocks. Blobs that the budget does not admit are left out.
    func read(_ blobs: [BlobToRead]) throws -> Outcome {
        var outcome = Outcome()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        for blob in blobs where budget.admits(blob.bytes) {
            var suspects: [Suspect] = []
            switch read(.original(blob.digest), blob.digest, size: blob.blob.size, buffer) {
            case .same: if blob.blob.state != .present { suspects.append(.object(blob.digest)) }
            case .other: suspects.append(.object(blob.digest))
            case .stopped: return outcome
            }
            for row in blob.renditions {
                let digest = row.contentDigest
                if read(row.key, digest, size: row.size, buffer) == .other {
                    suspects.append(.rendition(blob.digest, recipe: row.recipeID))
                }
            }
            try register.confirm(suspects)
            outcome.done.append(blob.digest)
            outcome.bytes += Int(blob.bytes)
            register.send(.read(bytes: Int(blob.bytes)))
        }
        return outcome
    }

    private func read(
        _ key: ObjectKey, _ digest: Digest, size: Int64, _ buffer: UnsafeMutableRawBufferPointer
    ) -> Reading {
        do throws(DiskError) {
            guard let object = try library.directory.objects.open(key),
                try object.facts().size == UInt64(max(0, size))
            else { return .other }
            var hasher = Digest.Hasher()
            var offset: UInt64 = 0
            while true {
                let count = try object.read(at: offset, into: buffer)
                hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                offset += UInt64(count)
                if count < buffer.count { break }
                if budget.isStopped { return .stopped }
            }
            return offset == UInt64(size) && hasher.finalize() == digest ? .same : .other
        } catch {
            // The diagnosis meets the same error and reports it.
            return .other
        }
    }
}
