import Catalog
import ContentStore
import Foundation
package import StillStoreCore
package import StillStoreRuns
import Synchronization
package import Values

/// A clock that stands still until somebody waits, and chances that are always the same.
package final class TestClock: Sendable {
    private let state: Mutex<Int64>
    private let start: Int64
    private let ids = IdentifierSource()

    package init(at start: Int64 = WallClock.system.now()) {
        self.start = start
        state = Mutex(start)
    }

    package var now: Int64 { state.withLock { $0 } }
    package var secondsPassed: Double { Double(now - start) / 1000 }

    package func pass(until time: Int64) { state.withLock { $0 = max($0, time) } }

    package func pass(seconds: Double) { state.withLock { $0 += Int64(seconds * 1000) } }

    package func clock(chance: Double = 1) -> WallClock {
        WallClock(
            now: { self.now }, random: { chance },
            wait: { until, _ in self.pass(until: until) },
            pause: { until, _ in self.pass(until: until) }, ids: ids)
    }
}

/// What a run that fetches told.
package struct RetrievalReport: Sendable {
    package let summary: RetrievalSummary
    package let events: [RetrievalEvent]

    package var items: [RetrievalItem] {
        events.compactMap { if case .item(let item) = $0 { item } else { nil } }
    }

    package func items(_ outcome: RetrievalItem.Outcome) -> [RetrievalItem] {
        items.filter { $0.outcome == outcome }
    }

    package var failures: [Failure] {
        items.compactMap { if case .failed(let failure) = $0.outcome { failure } else { nil } }
    }
}

extension Library {
    package func fetched(
        _ uris: [String], trusted: Bool = true, stop: StopSignal = StopSignal(),
        _ change: (inout FetchRequest) -> Void = { _ in },
        onEvent: @escaping @Sendable (RetrievalEvent) -> Void = { _ in }
    ) async throws -> RetrievalReport {
        var request = FetchRequest()
        request.sources = [
            .items(
                uris.map { uri in
                    var item = SourceItem(uri)
                    item.isTrusted = trusted
                    return item
                })
        ]
        change(&request)
        let final = request
        return try await reported(onEvent) { try await self.fetch(final, stop: stop, report: $0) }
    }

    package func retried(
        stop: StopSignal = StopSignal(), _ change: (inout RetryRequest) -> Void = { _ in }
    ) async throws -> RetrievalReport {
        var request = RetryRequest()
        change(&request)
        let final = request
        return try await reported({ _ in }) { try await self.retry(final, stop: stop, report: $0) }
    }

    private func reported(
        _ onEvent: @escaping @Sendable (RetrievalEvent) -> Void,
        _ run: (@escaping @Sendable (RetrievalEvent) -> Void) async throws -> RetrievalSummary
    ) async throws -> RetrievalReport {
        let events = Mutex<[RetrievalEvent]>([])
        let summary = try await run { event in
            events.withLock { $0.append(event) }
            onEvent(event)
        }
        return RetrievalReport(summary: summary, events: events.withLock { $0 })
    }
}

extension TestStore {
    /// Adds the `retrieval` part to the store's configuration, making the store if need be.
    package func configure(retrieval: String) throws {
        try open().close()
        let place = URL(fileURLWithPath: path + "/stillstore.json")
        var object =
            try JSONSerialization.jsonObject(with: Data(contentsOf: place)) as? [String: Any] ?? [:]
        object["retrieval"] = try JSONSerialization.jsonObject(with: Data(retrieval.utf8))
        try JSONSerialization.data(withJSONObject: object).write(to: place)
    }

    /// Files in staging that are no locks.
    package var staged: [String] {
        files(below: path + "/staging").filter { !$0.hasSuffix(".lock") }
    }
}
