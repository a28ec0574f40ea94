import Values

/// How the objects are held while they are looked at and recorded.
package enum ObjectLock: Sendable {
    /// Nothing is collected: from before an object is named, or found to be there, until the
    /// catalogue has the row that needs it. Any number may hold it so at once.
    case shared
    /// No other program is between naming an object and recording it: what has no row now is not
    /// about to get one. For short pieces of work only, because commits wait.
    case exclusive
}

extension StoreDirectory {
    /// Runs `body` with the objects locked. Taken before the catalogue's own lock, never inside of
    /// it. Not to be nested.
    package func withObjectLock<Value>(
        _ mode: ObjectLock, _ body: () throws -> Value
    ) throws -> Value {
        let lock = try lockObjects(mode)
        defer { lock?.release() }
        return try body()
    }

    /// Keeps every object that is there now from being collected, for as long as the result
    /// lives: what a backup's snapshot names must still be there when its turn comes.
    ///
    /// Any number may do so at once, beside all ordinary work. Taken before every other lock.
    /// - Throws: `StoreError.collecting` while a collection is under way.
    package func preventCollection() throws -> FileLock {
        guard let lock = try lockJournal(exclusive: false) else {
            throw StoreError.collecting(layout.root)
        }
        return lock
    }

    /// Says that objects are collected, for as long as the result lives: for the whole of a
    /// collection; commits go on beside it. Taken before every other lock.
    /// - Throws: `StoreError.retained` while somebody prevents it; `StoreError.collecting` beside
    ///   another collection.
    package func beginCollection() throws -> FileLock {
        if let lock = try lockJournal(exclusive: true) { return lock }
        // Whoever keeps us out either prevents collections, as we may too, or collects.
        let isRetained = try lockJournal(exclusive: false) != nil
        throw isRetained ? StoreError.retained(layout.root) : StoreError.collecting(layout.root)
    }

    /// The directory itself, which is there as long as the store is. Nil when another has it.
    private func lockJournal(exclusive: Bool) throws(DiskError) -> FileLock? {
        try disk.lock(layout.journal, exclusive: exclusive)
    }

    /// Everybody passes one by one through a gate, and waits inside of it: two programs that
    /// record by turns would otherwise share the lock for ever, and none could collect.
    private func lockObjects(_ mode: ObjectLock) throws(DiskError) -> FileLock? {
        let isExclusive = mode == .exclusive
        let gate = try disk.lock(
            layout.objects.parent, exclusive: true, isWaiting: true, work: "waits for others itself"
        )
        defer { gate?.release() }
        return try disk.lock(
            layout.objects, exclusive: isExclusive, isWaiting: true,
            work: isExclusive
                ? "is storing pictures, or verifying or collecting them"
                : "is verifying or collecting pictures")
    }
}
