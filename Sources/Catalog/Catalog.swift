import Foundation
import GRDB

/// The catalogue of one store: SQLite in WAL mode, one writer, a pool of readers.
///
/// Any number of processes may have it open. Writing waits up to ten seconds for another writer.
package final class Catalog: Sendable {
    private let pool: DatabasePool

    /// Opens or creates the catalogue and brings its schema up to date.
    /// - Parameter waiting: called, on the thread that waits, when another writer has been at it for
    ///   a moment.
    /// - Throws: `CatalogError`.
    package init(path: String, waiting: (@Sendable () -> Void)? = nil) throws {
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
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // Here, because opening a pool sets it to NORMAL.
            try pool.writeWithoutTransaction { try Durability.now.apply(to: $0) }
            try Catalog.migrate(pool)
        } catch {
            throw CatalogError(error)
        }
    }

    /// Folds the write-ahead log into the file, as far as other programs let us, and closes it.
    package func close() {
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
        // Readers first: whoever is last removes the log, but cannot where it may only read. A log
        // that stays is read by all who come later, and folded again.
        pool.releaseMemory()
        try? pool.close()
    }

    /// Runs `body` on a snapshot.
    package func read<Value>(_ body: (CatalogReader) throws -> Value) throws -> Value {
        do {
            return try pool.read { try body(CatalogReader(db: $0)) }
        } catch let error as DatabaseError {
            throw CatalogError(error)
        }
    }

    /// Runs `body` in one transaction, which is durable when this returns and undone when it
    /// throws.
    package func write<Value>(_ body: (CatalogWriter) throws -> Value) throws -> Value {
        try write(.now, body)
    }

    /// Runs `body` in one transaction, which is undone when it throws, and survives power loss when
    /// `durability` says so.
    package func write<Value>(
        _ durability: Durability, _ body: (CatalogWriter) throws -> Value
    ) throws -> Value {
        do {
            if durability == .now { return try pool.write { try CatalogWriter.run(in: $0, body) } }
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
                try Durability.now.apply(to: db)
                return try result.get()
            }
        } catch let error as DatabaseError {
            throw CatalogError(error)
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

    static func migrate(_ pool: some DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: SchemaV1.sql) }
        migrator.registerMigration("2") { try $0.execute(sql: SchemaV2.sql) }
        migrator.registerMigration("3") { try $0.execute(sql: SchemaV3.sql) }
        migrator.registerMigration("4") { try $0.execute(sql: SchemaV4.sql) }
        migrator.registerMigration("5") { try $0.execute(sql: SchemaV5.sql) }
        migrator.registerMigration("6") { try $0.execute(sql: SchemaV6.sql) }
        migrator.registerMigration("7") { try $0.execute(sql: SchemaV7.sql) }
        let isDone = try pool.read { db in
            if try migrator.hasBeenSuperseded(db) { throw CatalogError.newer }
            return try migrator.hasCompletedMigrations(db)
        }
        if !isDone { try migrator.migrate(pool) }
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
    let added = AddedRows()
    let frequent: FrequentStatements

    init(db: Database) {
        self.db = db
        frequent = FrequentStatements(db)
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

/// Why the catalogue could not do what it was asked.
package enum CatalogError: Error, Equatable {
    /// Another program has been writing for longer than we wait.
    case busy
    /// The disk or the file's quota is full.
    case full
    /// The file is damaged or not a catalogue.
    case damaged(String)
    /// Made by a later version of the program.
    case newer
    /// A rule of the schema was broken: a defect of this program, in SQLite's words.
    case refused(String)
    /// The file could not be read, written or opened.
    case disk(String)

    init(_ error: any Error) {
        if let own = error as? CatalogError {
            self = own
            return
        }
        guard let error = error as? DatabaseError else {
            self = .disk("\(error)")
            return
        }
        let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(words)
        case .SQLITE_CONSTRAINT, .SQLITE_ERROR, .SQLITE_MISMATCH: self = .refused(words)
        default: self = .disk(words)
        }
    }

    package var message: String {
        switch self {
        case .busy:
            "the catalogue is locked: another program has been writing for ten seconds; try again"
        case .full: "the catalogue could not grow: the disk is full; free some space and run again"
        case .damaged(let words):
            "the catalogue is damaged (\(words)): put back a copy of it, or make it again with 'stillstore rebuild catalogue'; the pictures under objects/ are not affected"
        case .newer:
            "the catalogue was made by a newer version of StillStore: use that version"
        case .refused(let words): "the catalogue refused a change (\(words))"
        case .disk(let words): "the catalogue could not be used: \(words)"
        }
    }
}
