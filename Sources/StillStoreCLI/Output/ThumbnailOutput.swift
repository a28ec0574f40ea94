import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints the progress of a thumbnail run, and the summary.
final class ThumbnailOutput: Sendable {
    private struct State {
        var failures: [Failure] = []
        var pruned: [PrunedRecipe] = []
    }

    /// The text summary lists this many failures; the run's record has all. A dry run has no
    /// record.
    private let shownFailures: Int
    private let isDryRun: Bool
    private let options: StoreOptions
    private let progress: ProgressLine
    private let state = Mutex(State())

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        shownFailures = isDryRun ? .max : 100
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func receive(_ event: ThumbnailEvent) {
        switch event {
        case .started(let run):
            if options.json { Console.json(StartedJSON(run: run)) }
        case .counted(let count): progress.total(count)
        case .unchanged(let count): progress.step(count)
        case .item(let item):
            if case .failed(let failure) = item.outcome {
                state.withLock { state in
                    if state.failures.count < shownFailures { state.failures.append(failure) }
                }
            }
            if options.json { Console.json(RenditionItemJSON(item, RemedyWords.words)) }
            progress.step()
        case .pruned(let recipe):
            state.withLock { $0.pruned.append(recipe) }
            if options.json { Console.json(PrunedRecipeJSON(recipe)) }
        }
    }

    /// The store failed during the run, or the request could not be carried out at all.
    func stopped(_ error: any Error) {
        progress.end()
        if error is RequestError { return }
        Console.message("the run stopped; what was made is kept, run it again for the rest")
    }

    func finish(_ summary: ThumbnailSummary) {
        progress.end()
        let state = state.withLock { $0 }
        if options.json {
            Console.json(
                RenditionSummaryJSON(summary, peakMemory: peakMemoryBytes()))
            return
        }
        let counts = summary.counts
        var lines = state.failures.map { failure in
            "failed  \(printable(failure.file)): \(printable(failure.sentence))"
        }
        if counts.failed > state.failures.count {
            let more = counts.failed - state.failures.count
            lines.append("failed  \(more) more: stillstore failures \(summary.run ?? "")")
        }
        for recipe in state.pruned {
            let what = isDryRun ? "would go to the trash" : "moved to the trash"
            lines.append(
                "pruned  \(recipe.id): \(Format.count(recipe.renditions, "rendition")) \(what)")
        }
        lines.append(sentence(summary))
        Console.result(lines.joined(separator: "\n"))
    }

    private func sentence(_ summary: ThumbnailSummary) -> String {
        let counts = summary.counts
        let verb = isDryRun ? "to make" : "made"
        var parts = ["\(Format.count(counts.stored, "rendition")) \(verb)"]
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) unchanged") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.skipped > 0 {
            parts.append("\(counts.skipped) skipped (failed before; --all tries again)")
        }
        let start = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        let pictures = Format.count(counts.found, "picture")
        let speed = "\(Format.bytes(counts.bytes)) read in \(Format.duration(summary.seconds))"
        return "\(start)\(pictures): \(parts.joined(separator: ", ")); \(speed)"
    }
}
