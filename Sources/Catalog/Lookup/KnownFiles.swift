import GRDB
package import Values

/// What is known of files outside the store, by their paths.
package struct KnownFiles {
    private var rows: SortedKeyCursor

    static let sql = """
        SELECT path, size, modified, changed, device, inode, digest, refusal_kind, refusal,
            reader_version
        FROM source_files WHERE path >= ? ORDER BY path
        """

    init(_ db: Database) throws {
        rows = try SortedKeyCursor(db, key: .blob, sql: KnownFiles.sql)
    }

    /// - Parameter path: absolute, as bytes.
    package mutating func file(at path: [UInt8]) throws -> KnownFile? {
        guard try rows.find(path) else { return nil }
        let outcome: KnownFile.Outcome =
            if let digest = rows.digest(6) {
                .stored(digest)
            } else {
                .refused(
                    kind: RecordedKind(rows.text(7)), reason: rows.text(8),
                    decoderVersion: Int(rows.integer(9)))
            }
        return KnownFile(
            size: rows.integer(1), modified: rows.integer(2), changed: rows.integer(3),
            device: rows.integer(4), inode: rows.integer(5), outcome: outcome)
    }

    mutating func end() { rows.end() }
}

/// A file as it was when it was read, and its content.
package struct KnownFile: Sendable, Equatable {
    package let size, modified, changed, device, inode: Int64
    package let outcome: Outcome

    package enum Outcome: Sendable, Equatable {
        case stored(Digest)
        case refused(kind: RecordedKind, reason: String, decoderVersion: Int)
    }
}
