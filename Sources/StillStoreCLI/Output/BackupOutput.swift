import ArgumentParser
import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values
import Wire

/// Runs a backup or a restore and prints its events and summary.
struct BackupOutput {
    private let options: StoreOptions
    private let progress: ProgressLine

    /// The text summary lists this many failures; with --json all are printed as they happen.
    private static let shownFailures = 100

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet)
    }

    /// - Parameter done: the result, for the summary: `backed up to DIR`.
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
            summary = try await body(interrupt.stop, receive)
        } catch {
            progress.end()
            throw error
        }
        finish(summary, done)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.counts.failed)
    }

    @Sendable private func receive(_ event: BackupEvent) {
        switch event {
        case .counted(let count):
            progress.total(count)
            return
        case .unchanged: break
        case .copied(let digest, let bytes):
            if options.json {
                Console.json(CopiedObjectJSON(digest, bytes: bytes))
            }
        case .failed(let failure):
            if options.json { Console.json(FailedJSON(failure, RemedyWords.words)) }
        }
        progress.step()
    }

    private func finish(_ summary: BackupSummary, _ done: String) {
        progress.end()
        if options.json {
            Console.json(BackupSummaryJSON(summary))
            return
        }
        var lines = summary.failures.prefix(BackupOutput.shownFailures).map { failure in
            "failed  \(printable(failure.file)): \(printable(failure.sentence))"
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
