import Values

/// How the objects are locked.
package enum ObjectLock: Sendable {
    /// `gc` removes nothing: from before an object is published, or found to be there, until the
    /// row that needs it is committed. Any number may hold it so at once.
    case shared
    /// No other program is between publishing an object and committing its row: what has no row now
    /// will not get one. For short work only, because commits wait.
    case exclusive
}

extension StoreDirectory {
    /// Runs `body` with the objects locked. Locked before the catalogue's writer, never inside its
    /// transaction. Not to be nested.
    package func withObjectLock<Value>(
        _ mode: ObjectLock, _ body: () throws -> Value
    ) throws -> Value {
        let lock = try lockObjects(mode)
        defer { lock?.release() }
        return try body()
    }

    /// Keeps `gc` from removing objects that are there now, for as long as the result lives:
    /// what a backup's snapshot names must still be there when it is copied.
    ///
    /// Any number may do so at once, beside all ordinary work. Taken before every other lock.
    /// - Throws: `StoreError.gcRunning` while `gc` is running.
    package func preventGC() throws -> FileLock {
        guard let lock = try lockJournal(exclusive: false) else {
            throw StoreError.gcRunning(layout.root)
        }
        return lock
    }

    /// Declares that objects are being collected, for as long as the result lives: for the whole of
    /// a `gc`; commits go on beside it. Taken before every other lock.
    /// - Throws: `StoreError.retained` while another program prevents it; `StoreError.gcRunning`
    ///   beside another `gc`.
    package func beginGC() throws -> FileLock {
        if let lock = try lockJournal(exclusive: true) { return lock }
        // Another holder either keeps `gc` away, as this process may too, or is one.
        let isRetained = try lockJournal(exclusive: false) != nil
        throw isRetained ? StoreError.retained(layout.root) : StoreError.gcRunning(layout.root)
    }

    /// A lock on the directory itself, which exists as long as the store. Nil if another process
    /// has it.
    private func lockJournal(exclusive: Bool) throws(DiskError) -> FileLock? {
        try disk.lock(layout.journal, exclusive: exclusive)
    }

    /// All pass one by one through a gate and wait inside it: two programs that commit by turns
    /// would otherwise share the lock for ever, and `gc` could never run.
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
