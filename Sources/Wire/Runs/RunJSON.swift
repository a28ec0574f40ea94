package import Catalog
import Values

/// The record of a run.
package struct RunJSON: WireJSON {
    package let id, verb, status: String
    package let arguments: RawJSON
    package let found, stored, duplicates, unchanged, skipped, failed, bytes: Int
    package let error: String?
    package let started_at: Timestamp
    package let finished_at: Timestamp?

    package init(_ run: RunRecord) {
        id = run.id
        verb = run.verb
        status = run.status.rawValue
        arguments = RawJSON(text: run.arguments)
        found = run.counts.found
        stored = run.counts.stored
        duplicates = run.counts.duplicates
        unchanged = run.counts.unchanged
        skipped = run.counts.skipped
        failed = run.counts.failed
        bytes = run.counts.bytes
        error = run.error
        started_at = Timestamp(run.startedAt)
        finished_at = run.finishedAt.map(Timestamp.init(_:))
    }
}

/// A failure in the record of a run.
package struct RunFailureJSON: WireJSON {
    package let run, file, kind, reason: String

    package init(_ failure: RunFailure, of run: RunRecord) {
        self.run = run.id
        file = failure.file
        kind = failure.kind.text
        reason = failure.reason
    }
}
