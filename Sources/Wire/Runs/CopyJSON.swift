import Catalog
import StillStoreCore
package import StillStoreRuns
package import Values

/// The result for one asset that was copied to another store.
package struct CopyItemJSON: WireJSON {
    package let event: EventName
    package let file: String
    package let id, digest, supersedes: String?
    package let bytes: Int64
    package let kind, reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: CopyItem, _ words: RemedyWords) {
        var failure: Failure?
        switch item.outcome {
        case .stored: event = .stored
        case .duplicate: event = .duplicate
        case .unchanged: event = .unchanged
        case .waiting: event = .waiting
        case .failed(let why):
            event = .failed
            failure = why
        }
        file = item.file
        id = item.assetID
        digest = item.digest?.hex
        supersedes = item.superseded
        bytes = item.bytes
        kind = failure?.kind.rawValue
        reason = failure?.sentence(words)
    }
}

/// The result of a copy.
package struct CopySummaryJSON: WireJSON {
    package let event: EventName
    package let run: String?
    package let found, stored, duplicates, unchanged, waiting, failed, bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: CopySummary) {
        event = .summary
        run = summary.run
        found = summary.counts.found
        stored = summary.counts.stored
        duplicates = summary.counts.duplicates
        unchanged = summary.counts.unchanged
        waiting = summary.counts.skipped
        failed = summary.counts.failed
        bytes = summary.counts.bytes
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
