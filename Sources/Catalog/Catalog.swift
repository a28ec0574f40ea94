import Foundation
import GRDB

/// The catalogue of one store: SQLite in WAL mode, one writer, a pool of readers.
///
/// Any number of processes may have it open. Writing waits up to ten seconds for another writer.
package final class Catalog: Sendable {
    /// Nil if the catalogue is opened for reading only.
    private let writer: DatabasePool?
    private let pool: any DatabaseReader
    private let path: String
    /// Whether it can be read as it is, but has no tables, or only earlier ones, of the schema's
    /// extension.
    package let lacksExtension: Bool
    /// Called after each read, if the file is one that nobody is expected to change.
    private let check: @Sendable () throws -> Void

    /// Opens or creates the catalogue and brings its schema up to date.
    /// - Parameter mayBeEmpty: whether it may be a database that is still empty.
    /// - Parameter schema: further tables that it must have.
    /// - Parameter waiting: called, on the thread that waits, when another writer has held the
    ///   catalogue for a moment.
    /// - Throws: `CatalogError`.
    package init(
        path: String, mayBeEmpty: Bool = true, schema: SchemaExtension = .none,
        waiting: (@Sendable () -> Void)? = nil
    ) throws {
        var configuration = Configuration()
        configuration.busyMode = .callback { BusyWait.again(after: $0, waiting) }
        configuration.prepareDatabase { db in
            if !db.configuration.readonly {
                // 64 MiB: a batch must fit, or its pages are written more than once.
                try db.execute(sql: "PRAGMA cache_size = -65536")
                // Many batches change the same pages: they are written to the file once for 64 MiB.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000")
                // What is needed to undo a statement is kept in memory, not in a file.
                try db.execute(sql: "PRAGMA temp_store = MEMORY")
            }
            // On macOS only this empties the drive's cache; elsewhere it does nothing.
            try db.execute(sql: "PRAGMA fullfsync = ON")
        }
        configuration.maximumReaderCount = 8
        self.path = path
        check = {}
        lacksExtension = false
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // Set here, because opening a pool sets it to NORMAL.
            try pool.writeWithoutTransaction { try Durability.full.apply(to: $0) }
            if try Catalog.migrate(pool, mayBeEmpty: mayBeEmpty, schema: schema) {
                // After the migration of a large catalogue the log is about as long as the
                // catalogue: it has a frame for each page that the longest step wrote. This gives
                // the disk space back.
                pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) }
            }
            (self.pool, writer) = (pool, pool)
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    /// Opens a catalogue for reading only, where nothing can be written. The tables of `schema` may
    /// be missing: `lacksExtension`.
    /// - Parameters:
    ///   - path: where it is, and `name` what people call that.
    ///   - check: called after each read; throws if what was read may be wrong.
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
            let isWhole = try pool.read { try Migrations.isUpToDate($0, with: schema) }
            guard try isWhole || pool.read({ try Migrations.isUpToDate($0, with: .none) }) else {
                try Catalog.requireOwn(pool, mayBeEmpty: false)
                throw CatalogError.outdated
            }
            lacksExtension = !isWhole
        } catch {
            throw CatalogError(error, at: name)
        }
    }

    /// Writes the write-ahead log into the file, as far as other programs allow, and closes the
    /// catalogue. Closing it again does nothing.
    package func close() {
        guard let pool = writer else {
            try? pool.close()
            return
        }
        _ = try? pool.writeWithoutTransaction { db in
            // SQLite does not check for a closed connection.
            if db.sqliteConnection != nil { try db.checkpoint(.passive) }
        }
        // Readers first: the last connection removes the log, which one that only reads cannot. A
        // log that stays is read, and written into the file, by the next program.
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

    /// Runs `body` in a transaction that is then undone, to find what it would do. Other writers
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

    /// Copies the whole catalogue as of this moment. It is one step inside one snapshot: writers go
    /// on, and the copy need not begin again because of them.
    func copy(to target: DatabaseQueue) throws { try pool.backup(to: target) }

    /// - Returns: whether the schema was changed.
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

    /// Tables are made in an empty database only, not beside those of another program.
    private static func requireOwn(_ pool: some DatabaseReader, mayBeEmpty: Bool) throws {
        try pool.read { db in
            if try !Migrations.migrator.appliedIdentifiers(db).isEmpty { return }
            // A first opening that was cut short may have left an empty list of migrations.
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

    /// Whether the transaction is still there: the engine undoes it by itself where it cannot go on.
    package var isIntact: Bool { db.isInsideTransaction }

    /// Runs `body`, and adds what it inserted to the counts.
    static func run<Value>(
        in db: Database, _ body: (CatalogWriter) throws -> Value
    ) throws -> Value {
        let writer = CatalogWriter(db: db)
        let value = try body(writer)
        try writer.added.count(db)
        return value
    }
}
