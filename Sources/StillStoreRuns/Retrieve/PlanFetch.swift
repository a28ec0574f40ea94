import Catalog
import Foundation
import Retrieval
package import StillStoreCore

extension Library {
    /// Reports what a request would do: its sources are registered, page by page, in transactions
    /// that are undone. Servers are asked for their listings and for nothing else.
    package func plan(
        _ request: FetchRequest, _ stop: StopSignal,
        _ report: @escaping @Sendable (RetrievalEvent) -> Void
    ) async throws -> RetrievalSummary {
        try await stop.heeding { () async throws -> RetrievalSummary in
            let began = Date()
            let setup = RetrievalSetup(self, request.options) { report(.waiting(until: $0)) }
            let counts = try await scanner.run { [self] in
                var counts = RunCounts()
                var register = RegisterSources(self, request, nil, setup.clients.settings)
                var seen: Set<Int> = []
                try eachPage(of: request, setup, stop) { page in
                    switch page {
                    case .items(let items):
                        for item in try register.register(items).finished {
                            let item = item.planned(&seen)
                            counts.add(item)
                            report(.item(item))
                        }
                    case .excluded(let count):
                        counts.skipped += count
                        counts.found += count
                        report(.excluded(count))
                    case .listed: break
                    case .failed(let item):
                        counts.add(item)
                        report(.item(item))
                    }
                }
                return counts
            }
            return RetrievalSummary(
                run: nil, counts: counts, wasInterrupted: stop.isRequested,
                seconds: -began.timeIntervalSinceNow, untried: 0, nextAttempt: nil)
        }
    }
}

extension RetrievalItem {
    /// What a dry run reports of it; `seen` has the hashes of earlier ones.
    fileprivate func planned(_ seen: inout Set<Int>) -> RetrievalItem {
        guard outcome == .pending else { return self }
        var hasher = Hasher()
        // By bytes: two names may be spellings of one.
        for text in [source, bucket ?? "", path ?? ""] { hasher.combine(Array(text.utf8)) }
        let isNew = seen.insert(hasher.finalize()).inserted
        var item = RetrievalItem(
            source: source, outcome: isNew ? .planned : .skipped(.namedBefore))
        item.bucket = bucket
        item.path = path
        item.isUpdate = isUpdate
        return item
    }
}
