package import StillStoreCare
import StillStoreCore
import StillStoreRuns
package import Values

/// The result for one asset that was to be deleted, or undeleted.
package struct DeletionItemJSON: WireJSON {
    package let event: EventName
    package let asset: String
    package let id, digest, bucket, path, kind, reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: DeletionItem, isDryRun: Bool, _ words: RemedyWords) {
        var failure: Failure?
        switch item.outcome {
        case .deleted: event = isDryRun ? .wouldDelete : .deleted
        case .undeleted: event = .undeleted
        case .unchanged: event = .unchanged
        case .failed(let why):
            event = .failed
            failure = why
        }
        asset = item.reference
        id = item.assetID
        digest = item.digest?.hex
        bucket = item.bucket
        path = item.path
        kind = failure?.kind.rawValue
        reason = failure?.sentence(words)
    }
}

/// The result of a deletion, or of undoing one.
package struct DeletionSummaryJSON: WireJSON {
    package let event: EventName
    package let run: String?
    package let done, unchanged, failed: Int
    package let interrupted, dry_run: Bool

    package init(_ summary: DeletionSummary, isDryRun: Bool) {
        event = .summary
        run = summary.run
        done = summary.done
        unchanged = summary.unchanged
        failed = summary.failed
        interrupted = summary.wasInterrupted
        dry_run = isDryRun
    }
}
