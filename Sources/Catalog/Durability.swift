import GRDB

/// When a transaction survives power loss. A crash of the program alone loses no committed
/// transaction.
package enum Durability: Sendable {
    /// At its commit, which waits for the disk.
    case full
    /// At the next commit with `full`. For facts that may be lost with the power, because they are
    /// found again: that a run began, its progress, entries of the source-file cache.
    case deferred

    /// Not to be called inside a transaction.
    func apply(to db: Database) throws {
        // With a write-ahead log, NORMAL never loses one transaction and keeps a later one.
        try db.execute(sql: "PRAGMA synchronous = \(self == .full ? "FULL" : "NORMAL")")
    }
}
