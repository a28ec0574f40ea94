import Foundation
import GRDB

/// The catalogue of one store: SQLite in WAL mode, one writer, a pool of readers.
///
/// Any number of processes may have it open. Writing waits up to ten seconds for another writer.
package final class Catalog: Sendable {
    /// Nil where nothing can be written.
    private let writer: DatabasePool?
    private let pool: any DatabaseReader
    private let path: String
    /// Called after each reading of a file that nobody is expected to change.
    private let check: @Sendable () throws -> Void

    /// Opens or creates the catalogue and brings its schema up to date.
    /// - Parameter mayBeEmpty: whether it may be a database in which there is nothing yet.
    /// - Parameter schema: further tables that it is to have.
    /// - Parameter waiting: called, on the thread that waits, when another writer has been at it for
    ///   a moment.
    /// - Throws: `CatalogError`.
    package init(
        path: String, mayBeEmpty: Bool = true, schema: SchemaExtension = .none,
        waiting: (@Sendable () -> Void)? = nil
    ) throws {
        var configuration = Configuration()
        configuration.busyMode = .callback { BusyWait.again(after: $0, waiting) }
        configuration.prepareDatabase { db in
            if !db.configuration.readonly {
                // 64 MiB: a batch must fit, or its pages are written again and again.
                try db.execute(sql: "PRAGMA cache_size = -65536")
                // Many batches dirty the same pages: they are written to the file once for 64 MiB.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000")
                // What a statement may have to undo is kept in memory, not in a file.
                try db.execute(sql: "PRAGMA temp_store = MEMORY")
            }
            // On macOS only this empties the drive's cache; elsewhere it does nothing.
            try db.execute(sql: "PRAGMA fullfsync = ON")
        }
        configuration.maximumReaderCount = 8
        self.path = path
        check = {}
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // Here, because opening a pool sets it to NORMAL.
            try pool.writeWithoutTransaction { try Durability.full.apply(to: $0) }
            if try Catalog.migrate(pool, mayBeEmpty: mayBeEmpty, schema: schema) {
                // Of a large catalogue the log is about as long as the catalogue by now: a frame for
                // each page that its longest step wrote. The disk gets that back.
                pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) }
            }
            (self.pool, writer) = (pool, pool)
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    /// Opens a catalogue where nothing can be written, and writes nothing.
    /// - Parameters:
    ///   - path: where it is, and `name` what people call that.
    ///   - check: called after each reading; throws where what was read may be wrong.
    /// - Throws: `CatalogError`, `outdated` for the schema of an earlier version.
    package init(
        reading path: [UInt8], named name: String, _ log: UnwrittenLog,
        schema: SchemaExtension = .none, check: @escaping @Sendable () throws -> Void
    ) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 8
        self.path = name
        self.check = check
        writer = nil
        do {
            let pool = try DatabasePool(path: log.address(of: path), configuration: configuration)
            self.pool = pool
            guard try pool.read({ try Migrations.isUpToDate($0, with: schema) }) else {
                try Catalog.requireOwn(pool, mayBeEmpty: false)
                throw CatalogError.outdated
            }
        } catch {
            throw CatalogError(error, at: name)
        }
    }

    /// Folds the write-ahead log into the file, as far as other programs let us, and closes it.
    /// Closing it again does nothing.
    package func close() {
        guard let pool = writer else {
            try? pool.close()
            return
        }
        _ = try? pool.writeWithoutTransaction { db in
            // SQLite does not check whether there is a connection; one that is closed has none.
            if db.sqliteConnection != nil { try db.checkpoint(.passive) }
        }
        // Readers first: whoever is last removes the log, but cannot where it may only read. A log
        // that stays is read by all who come later, and folded again.
        pool.releaseMemory()
        try? pool.close()
    }

    /// Runs `body` on a snapshot.
    package func read<Value>(_ body: (CatalogReader) throws -> Value) throws -> Value {
        do {
            let value = try pool.read { try body(CatalogReader(db: $0)) }
            try check()
            return value
        } catch let error as DatabaseError {
            try check()
            throw CatalogError(error, at: path)
        }
    }

    /// Runs `body` in one transaction, which is durable when this returns and undone when it
    /// throws.
    package func write<Value>(_ body: (CatalogWriter) throws -> Value) throws -> Value {
        try write(.full, body)
    }

    /// Runs `body` in one transaction, which is undone when it throws, and survives power loss when
    /// `durability` says so.
    package func write<Value>(
        _ durability: Durability, _ body: (CatalogWriter) throws -> Value
    ) throws -> Value {
        guard let pool = writer else { throw CatalogError.readOnly(path) }
        do {
            if durability == .full { return try pool.write { try CatalogWriter.run(in: $0, body) } }
            return try pool.writeWithoutTransaction { db in
                try durability.apply(to: db)
                let result = Result {
                    var value: Value?
                    try db.inTransaction(.immediate) {
                        value = try CatalogWriter.run(in: db, body)
                        return .commit
                    }
                    return value!
                }
                try Durability.full.apply(to: db)
                return try result.get()
            }
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }

    /// Runs `body` in a transaction that is undone, to see what would come of it. Others that write
    /// wait meanwhile.
    package func tryOut<Value>(_ body: (CatalogWriter) throws -> Value) throws -> Value {
        var value: Value?
        do {
            try write { (writer: CatalogWriter) -> Void in
                value = try body(writer)
                throw Undone()
            }
        } catch is Undone {}
        return value!
    }

    /// Copies all of it as it is at this moment. One step, inside one snapshot: writers go on, and
    /// it need not begin again because of them.
    func copy(to target: DatabaseQueue) throws { try pool.backup(to: target) }

    /// - Returns: whether its schema was another one.
    /// - Throws: `CatalogError.foreign` for a database of something else.
    @discardableResult
    static func migrate(
        _ pool: some DatabaseWriter, mayBeEmpty: Bool = true, schema: SchemaExtension = .none
    ) throws -> Bool {
        if try pool.read({ try Migrations.isUpToDate($0, with: schema) }) { return false }
        try requireOwn(pool, mayBeEmpty: mayBeEmpty)
        try Migrations.migrator(with: schema).migrate(pool)
        return true
    }

    /// Tables are made in an empty database, not beside those of another program.
    private static func requireOwn(_ pool: some DatabaseReader, mayBeEmpty: Bool) throws {
        try pool.read { db in
            if try !Migrations.migrator.appliedIdentifiers(db).isEmpty { return }
            // A first opening that was cut short may have left the list of migrations, empty.
            let count =
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'")
                ?? 0
            guard mayBeEmpty, count == 0 else { throw CatalogError.foreign }
        }
    }
}

private struct Undone: Error {}

/// Reads from one snapshot of the catalogue.
package struct CatalogReader {
    let db: Database
}

/// Reads and writes inside one transaction.
package struct CatalogWriter {
    let db: Database
    let added = CountDeltas()
    let frequent: StatementCache

    init(db: Database) {
        self.db = db
        frequent = StatementCache(db)
    }

    package var reader: CatalogReader { CatalogReader(db: db) }

    /// Runs `body`, and counts what it has added.
    static func run<Value>(
        in db: Database, _ body: (CatalogWriter) throws -> Value
    ) throws -> Value {
        let writer = CatalogWriter(db: db)
        let value = try body(writer)
        try writer.added.count(db)
        return value
    }
}
