import Synchronization

/// Lets equal work that several ask for at the same time be done once, for all of them.
package final class Coalesce<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let running = Mutex<[Key: Task<Value, any Error>]>([:])

    package init() {}

    /// What `work` returns, or returned to who asked for `key` before and still waits. It goes on
    /// when a task that waits is cancelled, because others may wait too.
    package func value(
        of key: Key, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = running.withLock { running in
            if let task = running[key] { return task }
            let task = Task { [self] in
                defer { end(key) }
                return try await work()
            }
            running[key] = task
            return task
        }
        return try await task.value
    }

    private func end(_ key: Key) { running.withLock { $0[key] = nil } }
}
