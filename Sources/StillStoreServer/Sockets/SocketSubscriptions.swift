import HTTPTypes
import NIOCore

/// The subscriptions of one WebSocket, a task each.
actor SocketSubscriptions {
    private let limit: Int
    private var tasks: [String?: Task<Void, Never>] = [:]

    init(limit: Int) { self.limit = limit }

    /// - Throws: `Problem` where there is one of this name, or too many.
    func check(_ id: String?) throws(Problem) {
        guard tasks[id] == nil else {
            throw Problem(.conflict, "taken", "there is a subscription of this name")
        }
        guard tasks.count < limit else {
            throw Problem(
                .tooManyRequests, "too_many_subscriptions", "\(limit) subscriptions are the most")
        }
    }

    /// - Parameters:
    ///   - body: runs until the subscription ends.
    ///   - failed: told of what keeps it from going on, other than that the client has gone.
    func begin(
        _ id: String?, _ body: @escaping @Sendable () async throws -> Void,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        tasks[id] = Task {
            do {
                try await body()
            } catch is ChannelError, is CancellationError {
                // The client has gone.
            } catch let error {
                if !Task.isCancelled, !(error is IOError) { failed(error) }
            }
        }
    }

    /// - Returns: false where there is none of this name.
    func end(_ id: String?) async -> Bool {
        guard let task = tasks.removeValue(forKey: id) else { return false }
        task.cancel()
        await task.value
        return true
    }

    func endAll() async {
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
        tasks = [:]
    }
}
