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
        let contents: FileContents
        if facts.size > FileContents.inMemoryBytes {
            let (found, count) = try object.digest()
            contents = .inPlace(object, found, size: count)
        } else {
            contents = .memory(try FileBytes(object, capacity: Int(facts.size)))
        }
        guard contents.digest == digest else { throw LostOriginal.damaged(path) }
        return contents
    }
}
