package import Catalog
import ContentStore
import Foundation
package import Values

extension Library {
    /// Passes on the bytes of a blob, piece by piece, and compares them with its digest.
    /// - Throws: `RequestError` if the object is gone or, after its last byte, if the digest
    ///   differs.
    package func read(_ digest: Digest, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        let path = directory.objects.location(of: .original(digest))
        guard let object = try directory.objects.open(.original(digest)) else {
            throw RequestError.objectMissing(path)
        }
        let facts = try object.facts()
        if let blob = try catalog.read({ try $0.blob(digest) }),
            facts.isFarLarger(than: blob.size)
        {
            throw RequestError.objectDamaged(
                path, bytes: facts.size, recorded: blob.size)
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = Digest.Hasher()
        var offset: UInt64 = 0
        while true {
            let count = try object.read(at: offset, into: buffer)
            if count == 0 { break }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hasher.update(piece)
            try take(piece)
            offset += UInt64(count)
        }
        guard hasher.finalize() == digest else {
            throw RequestError.objectAltered(path)
        }
    }

    /// Whether the store has the bytes of a blob, by its row and its size on disk.
    package func hasObject(_ digest: Digest, _ reader: CatalogReader) throws -> Bool {
        guard let blob = try reader.blob(digest), blob.state == .present else {
            return false
        }
        let object = try directory.objects.facts(of: .original(digest))
        return object.map { Int64($0.size) } == blob.size
    }
}
