import GRDB
package import Values

/// A catalogue that is being made anew, in a file that nobody else uses.
///
/// Nothing in it is durable before the file has been synced, and foreign keys are checked only in
/// `finish`: rows are inserted in the order in which they are found.
package final class CatalogRebuild: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// - Parameter scratch: a second file for tables that only the rebuild needs.
    package init(path: String, scratch: String, schema: SchemaExtension = .none) throws {
        self.path = path
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(sql: "ATTACH DATABASE ? AS scratch", arguments: [scratch])
            // A rebuild that was cut off begins again.
            for schema in ["main", "scratch"] {
                try db.execute(sql: "PRAGMA \(schema).synchronous = OFF")
                _ = try String.fetchOne(db, sql: "PRAGMA \(schema).journal_mode = MEMORY")
                try db.execute(sql: "PRAGMA \(schema).cache_size = -32768")
            }
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try Catalog.migrate(queue, schema: schema)
            try queue.write { try $0.execute(sql: ScratchSchema.sql) }
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    /// Runs `body` in one transaction.
    package func write<Value>(_ body: (RebuildWriter) throws -> Value) throws -> Value {
        do {
            return try queue.write { try body(RebuildWriter(db: $0)) }
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }

    /// Makes the derived rows, checks foreign keys and the file, and closes it.
    /// - Throws: `CatalogError.refused` with what is wrong: a defect of this program.
    package func finish() throws {
        do {
            try queue.write { try CatalogWriter(db: $0).deriveRows() }
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "DETACH DATABASE scratch")
                if let row = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") {
                    throw CatalogError.refused("a row of \(row[0] as String) refers to none")
                }
                let words = try String.fetchOne(db, sql: "PRAGMA integrity_check") ?? ""
                if words != "ok" { throw CatalogError.refused(words) }
            }
            try queue.close()
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }
}

/// Reads and writes inside one transaction of a rebuild.
package struct RebuildWriter {
    let db: Database

    package var catalog: CatalogWriter { CatalogWriter(db: db) }

    /// The size that the facts record for an object; nil if none does.
    package func recordedBytes(of digest: Digest) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT max(bytes) FROM scratch.events WHERE digest = ?", arguments: [digest])
    }

    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try Int.fetchOne(db, sql: sql, arguments: arguments) ?? 0
    }
}
