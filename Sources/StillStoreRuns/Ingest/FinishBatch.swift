import Catalog
import StillStoreCore

/// What becomes of a batch of prepared items.
protocol BatchStep: Sendable {
    /// - Parameter isLast: files that would have to be prepared again fail instead.
    func finish(_ batch: [PreparedItem], _ counts: RunCounts, isLast: Bool) throws -> BatchOutcome
}

enum BatchOutcome {
    /// The items, in the order of the batch, and the counts with them.
    case done([IngestItem], RunCounts)
    /// These need their files again: what the store had of them is gone.
    case lost([Int])
}

/// Brings a batch to its end; files whose content was collected meanwhile are prepared again.
struct FinishBatch: Sendable {
    let step: any BatchStep
    /// What prepared the items: one for all of them, or one for each.
    let prepares: [Prepare]

    /// Attempts for one batch. In a store that is emptied as fast as it is filled the last fails
    /// the items.
    private static let rounds = 3

    /// - Throws: `StoreFailure`; then nothing of the batch counts as stored.
    func finish(
        _ batch: [PreparedItem], _ counts: RunCounts
    ) throws(StoreFailure) -> ([IngestItem], RunCounts) {
        do {
            var batch = batch
            for round in 1...FinishBatch.rounds {
                switch try step.finish(batch, counts, isLast: round == FinishBatch.rounds) {
                case .done(let items, let counts): return (items, counts)
                case .lost(let indices):
                    for index in indices {
                        let prepare = prepares.count == 1 ? prepares[0] : prepares[index]
                        batch[index] = try prepare.again(batch[index])
                    }
                }
            }
            preconditionFailure("the last round accepts losses")
        } catch {
            throw StoreFailure(cause: (error as? StoreFailure)?.cause ?? error)
        }
    }
}
