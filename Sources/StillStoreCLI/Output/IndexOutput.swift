import Catalog
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints what happens while metadata is read, and the summary.
final class IndexOutput: Sendable {
    /// The text summary names this many failures; the run's record has them all.
    private static let shownFailures = 100

    private let options: StoreOptions
    private let progress: ProgressLine
    private let failures = Mutex<[Failure]>([])

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func receive(_ event: IndexEvent) {
        switch event {
        case .started(let run):
            if options.json { Console.json(StartedJSON(run: run)) }
        case .counted(let count): progress.total(count)
        case .indexed(let count): progress.step(count)
        case .failed(let failure):
            progress.step()
            if options.json { Console.json(FailedJSON(failure, RemedyWords.words)) }
            failures.withLock { if $0.count < IndexOutput.shownFailures { $0.append(failure) } }
        }
    }

    func stopped() {
        progress.end()
        Console.message("the run stopped; what was read is kept, run it again for the rest")
    }

    func finish(_ summary: IndexSummary) {
        progress.end()
        if options.json { return Console.json(IndexSummaryJSON(summary)) }
        let counts = summary.counts
        let failures = failures.withLock { $0 }
        var lines = failures.map { failure in
            "failed  \(printable(failure.file)): \(printable(failure.sentence))"
        }
        if counts.failed > failures.count {
            lines.append(
                "failed  \(counts.failed - failures.count) more: stillstore failures \(summary.run)"
            )
        }
        var parts = ["\(counts.stored) say how they were made"]
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) say nothing") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        let start = summary.wasInterrupted ? "interrupted: " : ""
        lines.append(
            "\(start)\(Format.count(counts.found, "file")): \(parts.joined(separator: ", ")); in \(Format.duration(summary.seconds))"
        )
        Console.result(lines.joined(separator: "\n"))
    }
}
