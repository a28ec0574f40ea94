import ArgumentParser
import ContentStore
import StillStore
import Values

/// Runs a backup or a restore and prints what happens, and what came of it.
struct BackupOutput {
    private let options: StoreOptions
    private let progress: ProgressLine

    /// The text summary names this many failures; with --json all are named as they happen.
    private static let shownFailures = 100

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet)
    }

    /// - Parameter done: what has been done, for the summary: `backed up to DIR`.
    func run(
        _ done: String,
        _ body: (StopSignal, @escaping @Sendable (BackupEvent) -> Void) async throws
            -> BackupSummary
    ) async throws {
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "stopping; run it again to go on; interrupt again to stop at once")
        let summary: BackupSummary
        do {
            summary = try await body(interrupt.stop, take)
        } catch {
            progress.end()
            throw error
        }
        finish(summary, done)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.counts.failed)
    }

    @Sendable private func take(_ event: BackupEvent) {
        switch event {
        case .counted(let count):
            progress.total(count)
            return
        case .unchanged: break
        case .copied(let digest, let bytes):
            if options.json {
                Console.json(EventJSON(event: "copied", digest: digest.hex, bytes: bytes))
            }
        case .failed(let failure):
            if options.json { Console.json(EventJSON(failure)) }
        }
        progress.step()
    }

    private func finish(_ summary: BackupSummary, _ done: String) {
        progress.end()
        if options.json {
            Console.json(SummaryJSON(summary))
            return
        }
        var lines = summary.failures.prefix(BackupOutput.shownFailures).map { failure in
            "failed  \(printable(failure.file)): \(printable(failure.reason))"
        }
        let more = summary.counts.failed - lines.count
        if more > 0 { lines.append("failed  \(more) more: --json names all of them") }
        lines.append(sentence(summary, done))
        Console.result(lines.joined(separator: "\n"))
    }

    private func sentence(_ summary: BackupSummary, _ done: String) -> String {
        let counts = summary.counts
        var parts = [
            "\(counts.copied) copied (\(Format.bytes(counts.copiedBytes)))",
            "\(counts.unchanged) unchanged", "\(counts.failed) failed",
            "\(Format.count(counts.renditionsCopied, "rendition")) copied",
        ]
        if counts.renditionsAbsent > 0 {
            parts.append(
                "\(counts.renditionsAbsent) left out that the store has rows and no files of")
        }
        let start = summary.wasInterrupted ? "interrupted" : printable(done)
        return
            "\(start): \(Format.count(summary.assets, "asset")), \(Format.count(counts.objects, "object")): \(parts.joined(separator: ", ")); \(Format.duration(summary.seconds))"
    }
}

private struct EventJSON: Encodable {
    let event: String
    var digest: String?
    var bytes: UInt64?
    var file, kind, reason: String?

    init(event: String, digest: String, bytes: UInt64) {
        self.event = event
        self.digest = digest
        self.bytes = bytes
    }

    init(_ failure: Failure) {
        event = "failed"
        file = failure.file
        kind = failure.kind.rawValue
        reason = failure.reason
    }
}

private struct SummaryJSON: Encodable {
    let event = "summary"
    let store: String
    let snapshot_at: Int64
    let assets, objects, copied, unchanged, failed: Int
    let bytes: UInt64
    let renditions_copied, renditions_unchanged, renditions_absent: Int
    let links_made, links_removed, journals_copied: Int
    let interrupted: Bool
    let seconds: Double

    init(_ summary: BackupSummary) {
        let counts = summary.counts
        store = summary.store
        snapshot_at = summary.snapshotAt
        assets = summary.assets
        objects = counts.objects
        copied = counts.copied
        unchanged = counts.unchanged
        failed = counts.failed
        bytes = counts.copiedBytes
        renditions_copied = counts.renditionsCopied
        renditions_unchanged = counts.renditionsUnchanged
        renditions_absent = counts.renditionsAbsent
        links_made = counts.linksMade
        links_removed = counts.linksRemoved
        journals_copied = counts.journalsCopied
        interrupted = summary.wasInterrupted
        seconds = summary.seconds
    }
}
