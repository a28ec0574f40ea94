import Catalog
import Foundation
package import StillStoreCore
package import Values

extension Library {
    /// Brings deleted assets back to their former paths, or a single one to `place`.
    ///
    /// `report` is called for each once it is durable.
    /// - Throws: what keeps the store as a whole from working.
    package func undelete(
        _ references: [String], at place: BucketPath? = nil, arguments: [String] = [],
        stop: StopSignal = StopSignal(), report: @escaping @Sendable (DeletionEvent) -> Void
    ) async throws -> DeletionSummary {
        try await stop.heeding { () async throws -> DeletionSummary in
            if place != nil, references.count != 1 {
                throw RequestError.severalToOnePath
            }
            let session = try await workers.run { [self] in
                try RunSession(self, verb: "undelete", arguments: arguments)
            }
            report(.started(run: session.id))
            let undelete = UndeleteBatch(library: self, session: session, place: place)
            var summary = DeletionSummary(run: session.id)
            do {
                var rest = references[...]
                while !rest.isEmpty, !stop.isRequested {
                    let batch = Array(rest.prefix(256))
                    rest = rest.dropFirst(batch.count)
                    let (items, after) = try await committer.run { [summary] in
                        try undelete.undelete(batch, summary)
                    }
                    summary = after
                    for item in items { report(.item(item)) }
                }
                summary.wasInterrupted = stop.isRequested
                let end = summary
                try await committer.run {
                    try session.finish(end.wasInterrupted ? .interrupted : .completed, end.counts)
                }
                return summary
            } catch {
                try? session.finish(.failed, nil, error: describe(error, words))
                throw error
            }
        }
    }
}
