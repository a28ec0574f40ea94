import ArgumentParser
import ContentStore
import StillStore
import Synchronization
import Values

/// Prints what becomes of assets that are deleted or undeleted.
final class DeletionOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let progress: ProgressLine
    private let failures = Mutex<[Failure]>([])

    /// The text names this many; the run's record has them all.
    private static let shownFailures = 100

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet)
    }

    private struct ItemJSON: Encodable {
        let event, asset: String
        let id, digest, bucket, path, kind, reason: String?
    }

    private struct RunJSON: Encodable {
        let event = "started"
        let run: String
    }

    private struct SummaryJSON: Encodable {
        let event = "summary"
        let run: String?
        let done, unchanged, failed: Int
        let interrupted, dry_run: Bool
    }

    func take(_ event: DeletionEvent) {
        switch event {
        case .started(let run): if options.json { Console.json(RunJSON(run: run)) }
        case .item(let item):
            progress.step()
            var word: String
            var failure: Failure?
            switch item.outcome {
            case .deleted: word = isDryRun ? "would-delete" : "deleted"
            case .undeleted: word = "undeleted"
            case .unchanged: word = "unchanged"
            case .failed(let why): (word, failure) = ("failed", why)
            }
            if let failure {
                failures.withLock { failures in
                    if failures.count < DeletionOutput.shownFailures { failures.append(failure) }
                }
            }
            guard options.json else { return }
            Console.json(
                ItemJSON(
                    event: word, asset: item.reference, id: item.assetID, digest: item.digest?.hex,
                    bucket: item.bucket, path: item.path, kind: failure?.kind.rawValue,
                    reason: failure?.reason))
        }
    }

    /// Ends the command with the status that the summary calls for.
    func finish(_ summary: DeletionSummary, done: String) throws {
        progress.end()
        if options.json {
            Console.json(
                SummaryJSON(
                    run: summary.run, done: summary.done, unchanged: summary.unchanged,
                    failed: summary.failed, interrupted: summary.wasInterrupted, dry_run: isDryRun))
        } else {
            let shown = failures.withLock { $0 }
            for failure in shown {
                Console.result("refused  \(printable(failure.file)): \(printable(failure.reason))")
            }
            if summary.failed > shown.count {
                let more = summary.failed - shown.count
                Console.result("refused  \(more) more: stillstore failures \(summary.run ?? "")")
            }
            var parts = ["\(summary.done) \(isDryRun ? "would be " : "")\(done)"]
            if summary.unchanged > 0 { parts.append("\(summary.unchanged) already so") }
            if summary.failed > 0 { parts.append("\(summary.failed) refused") }
            let count = summary.done + summary.unchanged + summary.failed
            let start = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
            Console.result(
                "\(start)\(Format.count(count, "asset")): \(parts.joined(separator: ", "))")
        }
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.failed)
    }
}
