import Catalog
import ContentStore
import StillStore
import Synchronization
import Values

/// Prints what happens while assets are copied to another store, and the summary.
final class CopyOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let progress: ProgressLine
    private let failures = Mutex<[Failure]>([])
    private let hasBegun = Mutex(false)

    /// The text summary names this many failures; the run's record in the other store has all.
    private static let shownFailures = 100

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func take(_ event: CopyEvent) {
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
            if options.json { Console.json(CopyItemJSON(item)) }
            progress.step()
        }
    }

    /// A store failed in the middle.
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
            "failed  \(printable(failure.file)): \(printable(failure.reason))"
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

private struct StartedJSON: Encodable {
    let event = "started"
    let run: String
}

private struct CopyItemJSON: Encodable {
    let event, file: String
    let id, digest, supersedes: String?
    let bytes: Int64
    var kind, reason: String?

    init(_ item: CopyItem) {
        file = item.file
        id = item.assetID
        digest = item.digest?.hex
        supersedes = item.superseded
        bytes = item.bytes
        switch item.outcome {
        case .stored: event = "stored"
        case .duplicate: event = "duplicate"
        case .unchanged: event = "unchanged"
        case .waiting: event = "waiting"
        case .failed(let failure):
            event = "failed"
            kind = failure.kind.rawValue
            reason = failure.reason
        }
    }
}

private struct CopySummaryJSON: Encodable {
    let event = "summary"
    let run: String?
    let found, stored, duplicates, unchanged, waiting, failed, bytes: Int
    let interrupted: Bool
    let seconds: Double

    init(_ summary: CopySummary) {
        let counts = summary.counts
        run = summary.run
        found = counts.found
        stored = counts.stored
        duplicates = counts.duplicates
        unchanged = counts.unchanged
        waiting = counts.skipped
        failed = counts.failed
        bytes = counts.bytes
        interrupted = summary.wasInterrupted
        seconds = summary.seconds
    }
}
