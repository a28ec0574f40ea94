import GRDBSQLite

/// Runs somebody's own statements on a catalogue, which it cannot change: the file is opened for reading
/// only, and what is no query is refused before it runs.
package final class SQLConsole {
    /// Why a statement was not run to its end, in SQLite's words.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let connection: OpaquePointer

    /// - Parameter path: the bytes of the catalogue's path.
    /// - Parameter log: of a file that cannot be written what there is beside it; nil where it can.
    /// - Throws: `Failure`.
    package init(path: [UInt8], _ log: UnwrittenLog?) throws(Failure) {
        var connection: OpaquePointer?
        let name = (log ?? .indexed).address(of: path)
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(name, &connection, flags, nil) == SQLITE_OK, let connection else {
            let words = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
            sqlite3_close_v2(connection)
            throw Failure(description: words ?? "the catalogue cannot be opened")
        }
        self.connection = connection
        sqlite3_busy_timeout(connection, 10_000)
        sqlite3_set_authorizer(
            connection,
            { _, action, first, second, _, _ in
                SQLConsole.isAllowed(action, first, second) ? SQLITE_OK : SQLITE_DENY
            }, nil)
    }

    deinit { sqlite3_close_v2(connection) }

    /// What only tells of tables.
    private static let pragmas: Set<String> = [
        "table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo",
        "foreign_key_list", "compile_options", "function_list", "collation_list", "page_count",
        "page_size", "user_version", "encoding", "freelist_count",
    ]

    private static func isAllowed(
        _ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
    ) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
        case SQLITE_FUNCTION: second.map { String(cString: $0) } != "load_extension"
        case SQLITE_PRAGMA:
            first.map { pragmas.contains(String(cString: $0).lowercased()) } ?? false
        default: false
        }
    }

    /// Runs all statements of a text, in order.
    /// - Parameters:
    ///   - columns: called with the names of each statement's columns.
    ///   - row: called with each of its rows.
    ///   - end: called behind its last row.
    /// - Throws: `Failure`, and what the calls throw.
    package func run(
        _ text: String, columns: ([String]) throws -> Void, row: ([SQLValue]) throws -> Void,
        end: () throws -> Void
    ) throws {
        guard !text.utf8.contains(0) else { throw Failure(description: "there is a NUL in it") }
        let bytes = Array(text.utf8CString)
        try bytes.withUnsafeBufferPointer { buffer in
            var rest = buffer.baseAddress
            while let start = rest, start.pointee != 0 {
                var statement: OpaquePointer?
                let result = sqlite3_prepare_v2(connection, start, -1, &statement, &rest)
                defer { sqlite3_finalize(statement) }
                guard result == SQLITE_OK else { throw failure }
                guard let statement else { continue }
                try run(statement, columns, row)
                try end()
            }
        }
    }

    private func run(
        _ statement: OpaquePointer, _ columns: ([String]) throws -> Void,
        _ row: ([SQLValue]) throws -> Void
    ) throws {
        let count = sqlite3_column_count(statement)
        try columns(
            (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
        )
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try row((0..<count).map { SQLConsole.value(statement, $0) })
            case SQLITE_DONE: return
            default: throw failure
            }
        }
    }

    private var failure: Failure {
        let code = sqlite3_errcode(connection)
        if code == SQLITE_AUTH || code == SQLITE_READONLY {
            return Failure(description: "the catalogue is only read here")
        }
        return Failure(description: String(cString: sqlite3_errmsg(connection)))
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> SQLValue {
        let count = { Int(sqlite3_column_bytes(statement, column)) }
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            return .text(
                String(
                    decoding: UnsafeBufferPointer(start: start, count: count()), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count())))
        default: return .null
        }
    }
}
