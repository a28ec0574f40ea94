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
        _ = try disk.lock(gate, exclusive: true, waiting: true)
        _ = try disk.lock(objects, exclusive: exclusive, waiting: true)
        withExtendedLifetime(gate) {}
    }
}
