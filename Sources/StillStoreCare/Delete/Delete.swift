import Catalog
import ContentStore
package import StillStoreCore
import Values

extension Library {
    /// Deletes assets softly: they leave lists and the tree, and `undelete` can bring them back
    /// until `gc` collects them.
    ///
    /// `report` is called for each once it is durable. `stop` ends the run after the batch in
    /// flight.
    /// - Throws: what keeps the store as a whole from working.
    package func delete(
        _ request: DeletionRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (DeletionEvent) -> Void
    ) async throws -> DeletionSummary {
        try await stop.heeding { () async throws -> DeletionSummary in
            let began = clock.now()
            let session = try await workers.run { [self] in
                try request.isDryRun
                    ? nil : RunSession(self, verb: "delete", arguments: request.arguments)
            }
            if let session { report(.started(run: session.id)) }
            let batches = DeletionBatches(self, request, began: began)
            let delete = DeleteBatch(library: self, session: session)
            var summary = DeletionSummary(run: session?.id)
            do {
                while !stop.isRequested {
                    let (items, after) = try await committer.run { [summary] in
                        guard let batch = try batches.next() else {
                            return ([DeletionItem]?.none, summary)
                        }
                        var after = summary
                        return (try delete.delete(batch, &after), after)
                    }
                    guard let items else { break }
                    summary = after
                    for item in items { report(.item(item)) }
                }
                summary.wasInterrupted = stop.isRequested
                let end = summary
                try await committer.run {
                    try session?.finish(end.wasInterrupted ? .interrupted : .completed, end.counts)
                }
                return summary
            } catch {
                try? session?.finish(.failed, nil, error: describe(error, words))
                throw error
            }
        }
    }
}

/// One asset to delete, as a person named it or as a filter found it.
enum DeletionTarget: Sendable {
    case named(String)
    /// Its id. It is not deleted if the filter no longer matches it.
    case listed(String)
}
