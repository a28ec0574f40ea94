import GRDB

/// When a transaction survives power loss. A crash of the program alone loses none that was
/// committed.
package enum Durability: Sendable {
    /// When it is committed, which waits for the disk.
    case full
    /// With the next one that does. For what may be lost with the power, because it is found out
    /// again: that a run began, how far it is, what was noted of files that are known.
    case deferred

    /// Not inside a transaction.
    func apply(to db: Database) throws {
        // In a write-ahead log NORMAL never loses one transaction and keeps a later one.
        try db.execute(sql: "PRAGMA synchronous = \(self == .full ? "FULL" : "NORMAL")")
    }
}
