import GRDB
import GRDBSQLite
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Finds rows by keys that come mostly in the order of their bytes, as the files of a directory do:
/// then the next row is nearly always the right one, and no search is needed. Keys in another order
/// are found by a search each.
///
/// SQLite's own interface is used, because a row is compared in place: decoding it first costs more
/// than finding it.
struct SortedKeyCursor {
    private enum Place {
        case nowhere, row, end
    }

    private enum Order {
        case before, same, after
    }

    private let statement: Statement
    private let key: KeyKind
    private let keyParameter: Int32
    private var place = Place.nowhere
    /// There is no row between this key and the current row of the statement.
    private var reached: [UInt8] = []

    enum KeyKind { case blob, text }

    /// How many rows are skipped before a search is cheaper: those of files that are gone, or of a
    /// directory in between.
    private static let strides = 6

    /// - Parameter sql: returns rows from the key that is its last parameter on, in the order of
    ///   the key, which is the first column. A parameter before it is bound at each search.
    init(_ db: Database, key: KeyKind, sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        self.key = key
        keyParameter = sqlite3_bind_parameter_count(statement.sqliteStatement)
        sqlite3_reset(statement.sqliteStatement)
    }

    /// Resets the position: the parameter before the key changes.
    mutating func restart() { place = .nowhere }

    /// Whether there is a row of this key; it can be read until the next call.
    mutating func find(_ wanted: [UInt8], within parent: String? = nil) throws -> Bool {
        if place != .nowhere, compare(reached, wanted) != .after {
            for _ in 0..<SortedKeyCursor.strides {
                let order = compareRow(to: wanted)
                if order != .before {
                    reached = wanted
                    return order == .same
                }
                try step()
            }
        }
        try search(wanted, within: parent)
        reached = wanted
        return compareRow(to: wanted) == .same
    }

    /// Ends the use of the snapshot.
    mutating func end() {
        place = .nowhere
        sqlite3_reset(statement.sqliteStatement)
        sqlite3_clear_bindings(statement.sqliteStatement)
    }

    // MARK: The row that was found

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement.sqliteStatement, column)
    }

    func text(_ column: Int32) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil where there is no digest.
    func digest(_ column: Int32) -> Digest? {
        Digest(sqliteStatement: statement.sqliteStatement, index: column)
    }

    private func withBytes<Value>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        let row = statement.sqliteStatement
        let start = sqlite3_column_blob(row, column)
        let count = Int(sqlite3_column_bytes(row, column))
        return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    // MARK: Moving

    private mutating func search(_ wanted: [UInt8], within parent: String?) throws {
        let row = statement.sqliteStatement
        sqlite3_reset(row)
        if let parent {
            sqlite3_bind_text(row, 1, parent, Int32(parent.utf8.count), copiedBySQLite)
        }
        let length = Int32(wanted.count)
        _ = wanted.withUnsafeBytes { bytes in
            switch key {
            case .blob:
                sqlite3_bind_blob(row, keyParameter, bytes.baseAddress, length, copiedBySQLite)
            case .text:
                sqlite3_bind_text(
                    row, keyParameter, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    length, copiedBySQLite)
            }
        }
        try step()
    }

    private mutating func step() throws {
        let result = sqlite3_step(statement.sqliteStatement)
        switch result {
        case SQLITE_ROW: place = .row
        case SQLITE_DONE: place = .end
        default:
            place = .nowhere
            let words = sqlite3_errmsg(sqlite3_db_handle(statement.sqliteStatement))
            throw DatabaseError(
                resultCode: ResultCode(rawValue: result),
                message: words.map { String(cString: $0) }, sql: statement.sql)
        }
    }

    private func compareRow(to wanted: [UInt8]) -> Order {
        if place != .row { return .after }
        return withBytes(0) { row in wanted.withUnsafeBytes { compare(row, $0) } }
    }

    private func compare(_ left: [UInt8], _ right: [UInt8]) -> Order {
        left.withUnsafeBytes { left in right.withUnsafeBytes { compare(left, $0) } }
    }

    private func compare(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Order {
        let common = min(left.count, right.count)
        let order =
            common == 0
            ? 0 : Int(memcmp(left.baseAddress!, right.baseAddress!, common))
        if order == 0, left.count == right.count { return .same }
        return order < 0 || order == 0 && left.count < right.count ? .before : .after
    }
}
