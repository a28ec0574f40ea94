import Foundation
import GRDB

/// A copy of a catalogue that nobody else has open: one plain file without a write-ahead log, which
/// becomes part of another store when it is finished.
package final class CatalogSnapshot: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Copies a catalogue as of this moment, with SQLite's online backup, to a new file at `path`.
    /// Writers of the original are not blocked.
    /// - Throws: `CatalogError`.
    package convenience init(of catalog: Catalog, at path: String) throws {
        try self.init(at: path, .scratch)
        do {
            try catalog.copy(to: queue)
            // The original's header says that it has a log.
            try fold()
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    package enum Place: Sendable {
        /// The caller syncs the finished copy once.
        case scratch
        /// Part of a store: every transaction is synced.
        case store
    }

    /// Opens a file and writes the log beside it into it, if there is one.
    /// - Throws: `CatalogError`.
    package init(at path: String, _ place: Place) throws {
        self.path = path
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            let mode = place == .scratch ? "OFF" : "FULL"
            try db.execute(sql: "PRAGMA synchronous = \(mode)")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try fold()
            // A file that is no database fails only when it is read.
            try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    package func read<Value>(_ body: (CatalogReader) throws -> Value) throws -> Value {
        do {
            return try queue.read { try body(CatalogReader(db: $0)) }
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }

    package func write<Value>(_ body: (CatalogWriter) throws -> Value) throws -> Value {
        do {
            return try queue.write { try CatalogWriter.run(in: $0, body) }
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }

    /// Migrates it to the schema of today.
    /// - Throws: `CatalogError.newer` for that of a later version, `foreign` if there is none.
    package func bringUpToDate(schema: SchemaExtension = .none) throws {
        do { try Catalog.migrate(queue, mayBeEmpty: false, schema: schema) } catch {
            throw CatalogError(error, at: path)
        }
    }

    /// Reads every page and every index and compares them.
    /// - Throws: `CatalogError.damaged` with SQLite's words.
    package func check() throws {
        let words = try read { try String.fetchAll($0.db, sql: "PRAGMA integrity_check(10)") }
        guard words == ["ok"] else { throw CatalogError.damaged(words.joined(separator: "; ")) }
    }

    /// Closes the file, which needs no other beside it. A scratch copy is not yet durable.
    package func close() { try? queue.close() }

    private func fold() throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }
}
