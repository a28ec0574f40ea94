import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints the progress of a copy to another store, and the summary.
final class CopyOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let progress: ProgressLine
    private let failures = Mutex<[Failure]>([])
    private let hasBegun = Mutex(false)

    /// The text summary lists this many failures; the run's record in the other store has all.
    private static let shownFailures = 100

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func receive(_ event: CopyEvent) {
        switch event {
        case .started(let run):
            hasBegun.withLock { $0 = true }
            if options.json { Console.json(StartedJSON(run: run)) }
        case .item(let item):
            if case .failed(let failure) = item.outcome {
                failures.withLock { failures in
                    if failures.count < CopyOutput.shownFailures { failures.append(failure) }
                }
            }
            if options.json { Console.json(CopyItemJSON(item, RemedyWords.words)) }
            progress.step()
        }
    }

    /// A store failed during the run.
    func stopped() {
        progress.end()
        guard hasBegun.withLock({ $0 }) else { return }
        Console.message("the run stopped; what was reported is stored, run it again for the rest")
    }

    func finish(_ summary: CopySummary) {
        progress.end()
        if options.json {
            Console.json(CopySummaryJSON(summary))
            return
        }
        let counts = summary.counts
        var lines = failures.withLock { $0 }.map { failure in
            "failed  \(printable(failure.file)): \(printable(failure.sentence))"
        }
        let more = counts.failed - lines.count
        if more > 0 { lines.append("failed  \(more) more: --json names all of them") }
        var parts = ["\(counts.stored) sent (\(Format.bytes(counts.bytes)))"]
        if counts.duplicates > 0 {
            parts.append("\(counts.duplicates) whose bytes were there")
        }
        parts.append("\(counts.unchanged) unchanged")
        if counts.skipped > 0 { parts.append("\(counts.skipped) waiting to be fetched") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        let start = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        lines.append(
            "\(start)\(Format.count(counts.found, "asset")): \(parts.joined(separator: ", ")); \(Format.duration(summary.seconds))"
        )
        Console.result(lines.joined(separator: "\n"))
    }
}
