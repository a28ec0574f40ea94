import ContentStore
package import Values

/// A blob whose object is not what the catalogue says.
package enum LostOriginal: RemediedError, Equatable {
    case missing(FilePath)
    case damaged(FilePath)

    package var kind: FailureKind {
        switch self {
        case .missing: .missing
        case .damaged: .damaged
        }
    }

    package var remedy: Remedy? { .findOtherCopy }

    package var reason: String {
        switch self {
        case .missing(let path):
            "its object \(path.text) is missing"
        case .damaged(let path):
            "its object \(path.text) is damaged, its bytes have another digest"
        }
    }
}

extension Library {
    /// The bytes of an object, all of them read and held against the digest.
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
