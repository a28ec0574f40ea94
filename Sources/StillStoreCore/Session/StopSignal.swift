/// Asks a run to end: it finishes the batch in flight and reports.
package final class StopSignal: Sendable {
    private let flag = AtomicFlag()

    package init() {}

    package func request() { flag.set() }
    package var isRequested: Bool { flag.isSet }

    /// Runs `body`; when its task is cancelled, the stop is requested.
    package func heeding<Value>(
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        try await withTaskCancellationHandler(operation: body, onCancel: { request() })
    }
}
