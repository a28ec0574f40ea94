import Catalog
import StillStoreCore
package import StillStoreRuns
package import Values

/// The result for one source that was fetched, registered or tried again.
package struct RetrievalItemJSON: WireJSON {
    package let event: EventName
    package let source: String
    package let id, digest, bucket, path, instead_of, supersedes: String?
    package let error_class, reason: String?
    package let attempts: Int
    package let permanent: Bool?
    package let next_attempt: Timestamp?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: RetrievalItem, _ words: RemedyWords) {
        var failure: Failure?
        var skipped: String?
        switch item.outcome {
        case .stored: event = .stored
        case .duplicate: event = .duplicate
        case .unchanged: event = .unchanged
        case .pending: event = .pending
        case .planned: event = item.isUpdate ? .wouldCheck : .wouldFetch
        case .skipped(let reason):
            event = .skipped
            skipped = reason.sentence(words)
        case .failed(let why):
            event = .failed
            failure = why
        }
        source = item.source
        id = item.assetID
        digest = item.digest?.hex
        bucket = item.bucket
        path = item.path
        instead_of = item.instead
        supersedes = item.superseded
        error_class = failure?.kind.rawValue
        reason = failure?.sentence(words) ?? skipped
        attempts = item.attempts
        permanent = failure == nil ? nil : item.isPermanent
        next_attempt = item.nextAttempt.map(Timestamp.init(_:))
    }
}

/// What a run that fetches counts beside the counts of its record.
package struct RetrievalTally: Sendable {
    package var superseded = 0, beside = 0, deleted = 0, gone = 0
    package var intermediates = 0, videos = 0

    package init() {}
}

/// The result of a run that fetches.
package struct RetrievalSummaryJSON: WireJSON {
    package let event: EventName
    package let run: String?
    package let found, stored, duplicates, unchanged, superseded, skipped, failed: Int
    package let untried, bytes: Int
    package let beside_others, deleted_here, gone_at_source: Int
    package let intermediates_left_out, videos_left_out: Int
    package let next_attempt: Timestamp?
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: RetrievalSummary, _ tally: RetrievalTally, peakMemory: Int) {
        event = .summary
        run = summary.run
        found = summary.counts.found
        stored = summary.counts.stored
        duplicates = summary.counts.duplicates
        unchanged = summary.counts.unchanged
        superseded = tally.superseded
        skipped = summary.counts.skipped
        failed = summary.counts.failed
        untried = summary.untried
        bytes = summary.counts.bytes
        beside_others = tally.beside
        deleted_here = tally.deleted
        gone_at_source = tally.gone
        intermediates_left_out = tally.intermediates
        videos_left_out = tally.videos
        next_attempt = summary.nextAttempt.map(Timestamp.init(_:))
        peak_memory_bytes = peakMemory
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
