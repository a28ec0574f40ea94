import ContentStore
package import Values

extension Library {
    /// The bytes of an object, all of them read and compared with the digest.
    /// - Throws: `LostOriginal`; `DiskError` when they cannot be read.
    package func original(_ digest: Digest, size: Int64) throws -> FileContents {
        let path = directory.objects.location(of: .original(digest))
        guard let object = try directory.objects.open(.original(digest)) else {
            throw LostOriginal.missing(path)
        }
        let facts = try object.facts()
        guard facts.kind == .file, facts.size == UInt64(size) else {
            throw LostOriginal.damaged(path)
        }
        // Read twice before it counts as damaged: the disk may read a bit wrong once.
        for _ in 0..<2 {
            let contents = try FileContents(of: object, size: facts.size)
            if contents.digest == digest { return contents }
        }
        throw LostOriginal.damaged(path)
    }
}
