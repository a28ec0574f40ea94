import Foundation
import GRDB
import GRDBSQLite
import Values

/// Binds values to a statement in their order; values beyond its parameters are left out. SQLite's
/// own interface is used: for rows that are inserted by the thousand, boxing each value costs about
/// as much as inserting the row.
struct Binding {
    private let row: SQLiteStatement
    private var index: Int32 = 0
    /// The error of a value that could not be bound because it is too long.
    fileprivate private(set) var failure: Int32?

    init(_ statement: Statement) {
        row = statement.sqliteStatement
        sqlite3_reset(row)
    }

    mutating func integer(_ value: Int64?) {
        index += 1
        if let value {
            sqlite3_bind_int64(row, index, value)
        } else {
            sqlite3_bind_null(row, index)
        }
    }

    mutating func integer(_ value: Int?) { integer(value.map(Int64.init)) }

    mutating func real(_ value: Double?) {
        index += 1
        if let value {
            sqlite3_bind_double(row, index, value)
        } else {
            sqlite3_bind_null(row, index)
        }
    }

    mutating func flag(_ value: Bool?) { integer(value.map { $0 ? 1 : 0 }) }

    mutating func text(_ value: String?) {
        index += 1
        guard var value else {
            sqlite3_bind_null(row, index)
            return
        }
        // An empty buffer may have no address, which SQLite would take for NULL.
        if value.isEmpty {
            sqlite3_bind_text(row, index, "", 0, copiedBySQLite)
            return
        }
        let index = index
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                check(
                    sqlite3_bind_text(
                        row, index, $0.baseAddress, Int32(clamping: $0.count), copiedBySQLite))
            }
        }
    }

    mutating func digest(_ value: Digest?) {
        index += 1
        _ = value?.bind(to: row, at: index) ?? sqlite3_bind_null(row, index)
    }

    mutating func blob(_ value: Data?) {
        index += 1
        guard let value else {
            sqlite3_bind_null(row, index)
            return
        }
        if value.isEmpty {
            sqlite3_bind_zeroblob(row, index, 0)
            return
        }
        let index = index
        value.withUnsafeBytes {
            check(
                sqlite3_bind_blob(
                    row, index, $0.baseAddress, Int32(clamping: $0.count), copiedBySQLite))
        }
    }

    private mutating func check(_ result: Int32) {
        if result == SQLITE_TOOBIG || result == SQLITE_NOMEM { failure = result }
    }
}

extension Statement {
    /// Runs a statement that returns no rows.
    func run(_ bind: (inout Binding) -> Void) throws {
        var binding = Binding(self)
        bind(&binding)
        if let failure = binding.failure { throw error(failure) }
        let result = sqlite3_step(sqliteStatement)
        defer { sqlite3_reset(sqliteStatement) }
        if result != SQLITE_DONE && result != SQLITE_ROW { throw error(result) }
    }

    /// Whether a query has a row.
    func hasRow(_ bind: (inout Binding) -> Void) throws -> Bool {
        try first(bind) { _ in true } ?? false
    }

    /// What `read` returns for the first row of a query; nil if there is none.
    func first<Value>(
        _ bind: (inout Binding) -> Void, read: (FoundRow) -> Value
    ) throws -> Value? {
        var binding = Binding(self)
        bind(&binding)
        if let failure = binding.failure { throw error(failure) }
        let result = sqlite3_step(sqliteStatement)
        defer { sqlite3_reset(sqliteStatement) }
        switch result {
        case SQLITE_ROW: return read(FoundRow(row: sqliteStatement))
        case SQLITE_DONE: return nil
        default: throw error(result)
        }
    }

    private func error(_ result: Int32) -> DatabaseError {
        let connection = sqlite3_db_handle(sqliteStatement)
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: sqlite3_errmsg(connection).map { String(cString: $0) }, sql: sql)
    }
}

/// The current row of a statement.
struct FoundRow {
    fileprivate let row: SQLiteStatement

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(row, column) }

    func text(_ column: Int32) -> String? {
        sqlite3_column_text(row, column).map { String(cString: $0) }
    }

    func digest(_ column: Int32) -> Digest? { Digest(sqliteStatement: row, index: column) }
}
