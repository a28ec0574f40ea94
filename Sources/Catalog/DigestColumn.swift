import Foundation
import GRDB
import GRDBSQLite
import Values

// A digest as a column: a BLOB of its 32 bytes. Only this file binds and reads one.

extension Digest: DatabaseValueConvertible, StatementColumnConvertible {
    var databaseValue: DatabaseValue { withBytes { Data($0) }.databaseValue }

    /// Nil for anything but a BLOB of 32 bytes.
    static func fromDatabaseValue(_ value: DatabaseValue) -> Digest? {
        guard case .blob(let bytes) = value.storage else { return nil }
        return bytes.withUnsafeBytes { Digest(rawBytes: $0) }
    }

    /// Reads it in place.
    init?(sqliteStatement row: SQLiteStatement, index: CInt) {
        guard let start = sqlite3_column_blob(row, index) else { return nil }
        let count = Int(sqlite3_column_bytes(row, index))
        self.init(rawBytes: UnsafeRawBufferPointer(start: start, count: count))
    }

    /// SQLite copies the bytes.
    func bind(to row: SQLiteStatement, at index: CInt) -> CInt {
        withBytes {
            sqlite3_bind_blob(row, index, $0.baseAddress, CInt($0.count), copiedBySQLite)
        }
    }
}

/// The digest after which a page begins. None is before all: bound as an empty BLOB.
struct DigestBound: DatabaseValueConvertible {
    let digest: Digest?

    init(_ digest: Digest?) { self.digest = digest }

    var databaseValue: DatabaseValue { digest?.databaseValue ?? Data().databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> DigestBound? {
        DigestBound(Digest.fromDatabaseValue(value))
    }
}

/// `SQLITE_TRANSIENT`: SQLite copies what is bound.
nonisolated(unsafe) let copiedBySQLite = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
