import Foundation
import GRDB
import GRDBSQLite

/// A connection to SQLite, inside the GRDB access that is running.
struct SQLiteConnection: Connection {
    let db: Database

    func prepare(_ sql: String) throws -> any PreparedStatement {
        try translating { SQLitePrepared(try db.cachedStatement(sql: sql)) }
    }

    func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try translating {
            var value: Value?
            // Begins a transaction if there is none.
            try db.inSavepoint {
                value = try body()
                return .commit
            }
            return value!
        }
    }
}

/// Binds and reads with SQLite's own interface: no value is boxed.
private final class SQLitePrepared: PreparedStatement {
    private let statement: Statement
    private var row: SQLiteStatement { statement.sqliteStatement }

    init(_ statement: Statement) { self.statement = statement }

    func bind(_ values: SQLArguments) throws {
        sqlite3_reset(row)
        sqlite3_clear_bindings(row)
        let count = Int(sqlite3_bind_parameter_count(row))
        let given =
            switch values {
            case .positional(let all): all.count
            case .named(let all): all.count
            }
        guard given == count else {
            throw CatalogError.refused(
                "\(given) values for \(count) parameters of: \(statement.sql)")
        }
        switch values {
        case .positional(let all):
            for (index, value) in all.enumerated() { try bind(value, at: Int32(index + 1)) }
        case .named(let all):
            for (name, value) in all {
                let index = sqlite3_bind_parameter_index(row, ":" + name)
                guard index > 0 else {
                    throw CatalogError.refused("there is no :\(name) in: \(statement.sql)")
                }
                try bind(value, at: index)
            }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) throws {
        let result =
            switch value {
            case .null: sqlite3_bind_null(row, index)
            case .integer(let number): sqlite3_bind_int64(row, index, number)
            case .real(let number): sqlite3_bind_double(row, index, number)
            case .text(let text):
                sqlite3_bind_text(
                    row, index, text, Int32(clamping: text.utf8.count), copiedBySQLite)
            case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(row, index, 0)
            case .blob(let bytes):
                sqlite3_bind_blob(row, index, bytes, Int32(clamping: bytes.count), copiedBySQLite)
            }
        if result != SQLITE_OK { throw failure }
    }

    func rows(_ body: (SQLRow) throws -> Bool) throws {
        defer { sqlite3_reset(row) }
        while try step() {
            let columns = 0..<sqlite3_column_count(row)
            if try !body(SQLRow(columns.map(value))) { return }
        }
    }

    func execute() throws -> Int {
        defer { sqlite3_reset(row) }
        let connection = sqlite3_db_handle(row)
        let before = sqlite3_total_changes(connection)
        while try step() {}
        // A statement that changes nothing would leave the count of the one before it.
        return sqlite3_total_changes(connection) == before ? 0 : Int(sqlite3_changes(connection))
    }

    private func step() throws -> Bool {
        switch sqlite3_step(row) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(row, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(row, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(row, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(row, column)
            let count = Int(sqlite3_column_bytes(row, column))
            return .text(
                String(
                    decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(row, column)
            let count = Int(sqlite3_column_bytes(row, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    private var failure: CatalogError {
        let connection = sqlite3_db_handle(row)
        return CatalogError(
            DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: sqlite3_errmsg(connection).map { String(cString: $0) },
                sql: statement.sql),
            at: connectionName)
    }
}

/// The name of a catalogue whose path is not known.
private let connectionName = "catalog.sqlite"

/// Errors in the form that all engines share.
private func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw CatalogError(error, at: connectionName)
    }
}

extension CatalogReader {
    package var connection: any Connection { SQLiteConnection(db: db) }
}

extension CatalogWriter {
    package var connection: any Connection { SQLiteConnection(db: db) }
}
