import Catalog
package import StillStoreRuns

/// The result of a run that read metadata.
package struct IndexSummaryJSON: WireJSON {
    package let event: EventName
    package let run: String
    /// Files read; those that say something, and those that say nothing.
    package let found, indexed, empty, failed: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: IndexSummary) {
        event = .summary
        run = summary.run
        found = summary.counts.found
        indexed = summary.counts.stored
        empty = summary.counts.unchanged
        failed = summary.counts.failed
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
