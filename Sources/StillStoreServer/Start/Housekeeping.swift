import Catalog
import Domain
import Logging
import ServiceLifecycle
import StillStoreCore
import StillStoreRuns

/// What is due now and then while the server runs: what the rules of retention say, and thumbnails that
/// are not there.
struct Housekeeping: Service {
    /// What the server was told to leave to others.
    struct Chores: Sendable {
        var keepsRetention = true
        var makesRenditions = true
    }

    let services: Services
    let logger: Logger
    let chores: Chores

    private static let first = Duration.seconds(60)
    private static let interval = Duration.seconds(3600)
    /// All pictures are looked at, so only once in so many times.
    private static let renditionsEvery = 24

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var wait = Housekeeping.first
            var turn = 0
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: wait)
                    wait = Housekeeping.interval
                    if chores.keepsRetention { try await retain() }
                    if chores.makesRenditions, turn.isMultiple(of: Housekeeping.renditionsEvery) {
                        try await makeRenditions()
                    }
                    turn += 1
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("housekeeping: \(error)")
                }
            }
        }
    }

    /// In small steps, between which others change what they want.
    private func retain() async throws {
        for rule in RetentionRule.allCases {
            let age = services.library.configuration.age(of: rule)
            while try await services.changes.commit(
                as: .program, { try $0.housekeeping.apply(rule, age) }) > 0
            { try Task.checkCancellation() }
        }
    }

    /// A look first: a run is recorded only if it has something to do.
    private func makeRenditions() async throws {
        var request = ThumbnailRequest()
        request.isDryRun = true
        guard try await services.library.thumbnails(request, report: { _ in }).counts.stored > 0
        else { return }
        request.isDryRun = false
        request.arguments = ["stillstore-server"]
        let summary = try await services.library.thumbnails(request, report: { _ in })
        logger.info(
            "made renditions", metadata: ["stored": .stringConvertible(summary.counts.stored)])
    }
}
