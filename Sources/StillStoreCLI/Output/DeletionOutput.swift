import ArgumentParser
import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints the results of deleting or undeleting assets.
final class DeletionOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let progress: ProgressLine
    private let failures = Mutex<[Failure]>([])

    /// The text lists this many; the run's record has all.
    private static let shownFailures = 100

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func receive(_ event: DeletionEvent) {
        switch event {
        case .started(let run): if options.json { Console.json(StartedJSON(run: run)) }
        case .item(let item):
            progress.step()
            if case .failed(let failure) = item.outcome {
                failures.withLock { failures in
                    if failures.count < DeletionOutput.shownFailures { failures.append(failure) }
                }
            }
            if options.json {
                Console.json(DeletionItemJSON(item, isDryRun: isDryRun, RemedyWords.words))
            }
        }
    }

    /// Ends the command with the exit status of the summary.
    func finish(_ summary: DeletionSummary, done: String) throws {
        progress.end()
        if options.json {
            Console.json(DeletionSummaryJSON(summary, isDryRun: isDryRun))
        } else {
            let shown = failures.withLock { $0 }
            for failure in shown {
                Console.result(
                    "refused  \(printable(failure.file)): \(printable(failure.sentence))")
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
