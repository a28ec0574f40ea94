import Domain
import Logging
import ServiceLifecycle
import StillStoreCore
import StillStoreRuns

/// What is due again and again while the server runs. Several servers on one store do no harm: each
/// piece is one transaction that finds out itself what is left to do.
struct Upkeep: Service {
    let services: Services
    let logger: Logger

    private static let interval = Duration.seconds(2)

    func run() async throws {
        await repeatUntilShutdown(every: Upkeep.interval, "upkeep", logger) {
            try await expireLeases()
            try await recordUses()
            try await closeSilent()
            try await services.resumable.removeExpired()
        }
    }

    /// Once a minute: each change of the catalogue makes the server read again what it knew.
    private func recordUses() async throws {
        guard services.known.areUsesDue(at: .now) else { return }
        let uses = services.known.takeUses()
        if uses.isEmpty { return }
        try await services.changes.commit(as: .program) {
            try $0.accessTokens.recordUses(uses)
        }
    }

    /// Takes jobs back whose workers fell silent.
    private func expireLeases() async throws {
        let areDue = try await services.library.queries.domain(as: .program) {
            try $0.jobs.areOverdue()
        }
        guard areDue else { return }
        while try await services.changes.commit(as: .program, { try $0.jobs.expireLeases() }) == 100
        {}
        services.feed.wake()
    }

    /// Streams of servers that died.
    private func closeSilent() async throws {
        let areDue = try await services.library.queries.domain(as: .program) {
            try $0.connections.areSilent(since: ConnectionRows.heardSince($0.now))
        }
        guard areDue else { return }
        let close: @Sendable (DomainTransaction) throws -> Int = {
            try $0.connections.closeSilent(since: ConnectionRows.heardSince($0.now))
        }
        while try await services.changes.commit(as: .program, close) == 100 {}
    }
}
