package import Catalog
package import StillStoreCore
package import Values

/// Which assets to delete.
package struct DeletionRequest: Sendable {
    /// Ids, digests or bucket paths.
    package var references: [String] = []
    /// All assets that a list by this filter shows and that existed when the run began.
    package var filter: AssetFilter?
    /// Reports what would be deleted, and changes nothing.
    package var isDryRun = false
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init() {}
}

/// The result for one asset that was to be deleted or undeleted.
package struct DeletionItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case deleted
        case undeleted
        /// It was deleted, or not deleted, already.
        case unchanged
        case failed(Failure)
    }

    /// As it was named; the id if a filter found it.
    package let reference: String
    package let outcome: Outcome
    package var assetID: String?
    package var digest: Digest?
    package var bucket: String?
    package var path: String?
}

package enum DeletionEvent: Sendable {
    case started(run: String)
    /// Sent once it is durable, never before.
    case item(DeletionItem)
}

package struct DeletionSummary: Sendable, Equatable {
    package let run: String?
    package var done = 0, unchanged = 0, failed = 0
    package var wasInterrupted = false

    mutating func add(_ item: DeletionItem) {
        switch item.outcome {
        case .deleted, .undeleted: done += 1
        case .unchanged: unchanged += 1
        case .failed: failed += 1
        }
    }

    /// As the record of a run has them.
    var counts: RunCounts {
        var counts = RunCounts()
        counts.found = done + unchanged + failed
        counts.unchanged = unchanged
        counts.failed = failed
        return counts
    }
}

extension DeletionItem {
    init(_ reference: String, _ outcome: Outcome, _ listing: AssetListing) {
        self.init(reference: reference, outcome: outcome)
        assetID = listing.asset.id
        digest = listing.asset.digest
        bucket = listing.bucket
        path = listing.path
    }

    init(
        _ reference: String, failed kind: FailureKind, _ reason: String, _ remedy: Remedy? = nil
    ) {
        self.init(
            reference: reference,
            outcome: .failed(
                Failure(file: reference, kind: kind, reason: reason, remedy: remedy)))
    }

    var failure: Failure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}
