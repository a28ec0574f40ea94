import Values

extension StoreDirectory {
    /// Runs `body` while nothing is collected: from before an object is named, or found to be
    /// there, until the catalogue has the row that needs it. Any number may do so at once.
    ///
    /// Taken before the catalogue's own lock, never inside of it. Not to be nested.
    package func recording<Value>(_ body: () throws -> Value) throws -> Value {
        try lockingObjects(exclusive: false, body)
    }

    /// Runs `body` while no other program is between naming an object and recording it: what has
    /// no row now is not about to get one. Short pieces of work only, because commits wait.
    package func collecting<Value>(_ body: () throws -> Value) throws -> Value {
        try lockingObjects(exclusive: true, body)
    }

    /// Keeps every object that is there now from being collected, for as long as the result
    /// lives: what a backup's snapshot names must still be there when its turn comes.
    ///
    /// Any number may do so at once, beside all ordinary work. Taken before every other lock.
    /// - Throws: `StoreError.collecting` while a collection is under way.
    package func retaining() throws -> HeldLock {
        guard let lock = try lockingJournal(exclusive: false) else {
            throw StoreError.collecting(layout.root)
        }
        return lock
    }

    /// Says that objects are collected, for as long as the result lives: for the whole of a
    /// collection; commits go on beside it. Taken before every other lock.
    /// - Throws: `StoreError.retained` while somebody retains them; `StoreError.collecting` beside
    ///   another collection.
    package func releasing() throws -> HeldLock {
        if let lock = try lockingJournal(exclusive: true) { return lock }
        // Whoever keeps us out either retains, as we may too, or releases.
        let isRetained = try lockingJournal(exclusive: false) != nil
        throw isRetained ? StoreError.retained(layout.root) : StoreError.collecting(layout.root)
    }

    /// The directory itself, which is there as long as the store is. Nil when another has it.
    private func lockingJournal(exclusive: Bool) throws(DiskError) -> HeldLock? {
        let journal = try disk.open(layout.journal)
        guard try disk.lock(journal, exclusive: exclusive, waiting: false) else { return nil }
        return HeldLock(journal)
    }

    private func lockingObjects<Value>(
        exclusive: Bool, _ body: () throws -> Value
    ) throws -> Value {
        let objects = try disk.open(layout.objects)
        try takeTurn(at: objects, exclusive: exclusive)
        let result = Result { try body() }
        // Only here may the descriptor, and with it the lock, go.
        withExtendedLifetime(objects) {}
        return try result.get()
    }

    /// Everybody passes one by one through a gate, and waits inside of it: two programs that
    /// record by turns would otherwise share the lock for ever, and none could collect.
    private func takeTurn(at objects: borrowing OpenFile, exclusive: Bool) throws(DiskError) {
        let gate = try disk.open(layout.objects.parent)
        _ = try disk.lock(gate, exclusive: true, waiting: true, work: "waits for others itself")
        _ = try disk.lock(
            objects, exclusive: exclusive, waiting: true,
            work: exclusive
                ? "is storing pictures, or verifying or collecting them"
                : "is verifying or collecting pictures")
        withExtendedLifetime(gate) {}
    }
}

/// A lock that ends when it is released, at the latest with this.
package final class HeldLock: Sendable {
    private let file: OpenFile

    init(_ file: consuming OpenFile) { self.file = file }

    package func release() { Disk().unlock(file) }
}
