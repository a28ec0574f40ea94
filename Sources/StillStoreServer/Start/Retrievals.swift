import Catalog
import Logging
import ServiceLifecycle
import StillStoreCore
import StillStoreRuns

/// Fetches what is due, for as long as the server runs. Several servers and commands share the work: what
/// one has requested the others leave to it.
struct Retrievals: Service {
    let services: Services
    let logger: Logger

    private static let interval = Duration.seconds(2)

    func run() async throws {
        await repeatUntilShutdown(every: Retrievals.interval, "retrievals", logger) {
            if try await services.library.hasDueRetrievals() { try await retrieve() }
        }
    }

    private func retrieve() async throws {
        var request = RetryRequest()
        request.options.arguments = ["stillstore-server"]
        let feed = services.feed
        let summary = try await services.library.retry(request) { event in
            if case .item = event { feed.wake() }
        }
        logger.info(
            "retrieved",
            metadata: [
                "stored": .stringConvertible(summary.counts.stored),
                "failed": .stringConvertible(summary.counts.failed),
            ])
    }
}
