import Logging
import ServiceLifecycle

/// Does a piece of work again and again until the server stops.
///
/// What goes wrong, such as a busy or full store, is logged: it is due again in a moment.
func repeatUntilShutdown(
    every interval: Duration, _ name: String, _ logger: Logger,
    _ work: @escaping @Sendable () async throws -> Void
) async {
    await cancelWhenGracefulShutdown {
        while !Task.isCancelled {
            do {
                try await work()
            } catch is CancellationError {
                return
            } catch {
                logger.warning("\(name): \(error)")
            }
            try? await Task.sleep(for: interval)
        }
    }
}
