import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints the progress of a run, and its summary.
final class IngestOutput: Sendable {
    private struct State {
        var failures: [Failure] = []
        var notRemoved: [(file: String, reason: String)] = []
        var left: [(file: String, reason: String)] = []
        var notImported: [(file: String, reason: String)] = []
        /// Other stores that the run found and skipped.
        var stores: [(path: String, words: String)] = []
        var skips: [FileWalk.Skip: Int] = [:]
        var superseded = 0
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

    func receive(_ event: IngestEvent) {
        switch event {
        case .started(let run):
            if options.json { Console.json(StartedJSON(run: run)) }
        case .counted(let count): progress.total(count)
        case .skipped(let path, let skip):
            state.withLock { state in
                state.skips[skip, default: 0] += 1
                if let words = skip.storeWords, state.stores.count < shownFailures {
                    state.stores.append((path.text, words))
                }
            }
            if options.json {
                Console.json(IngestItemJSON(skipped: path.text, skip))
            }
        case .left(let file, let reason):
            state.withLock { state in
                if state.left.count < shownFailures { state.left.append((file.text, reason)) }
            }
            if options.json {
                Console.json(IngestItemJSON(left: file.text, reason: reason))
            }
        case .item(let item):
            state.withLock { state in
                if item.superseded != nil { state.superseded += 1 }
                if let reason = item.notImported { state.notImported.append((item.file, reason)) }
                if let reason = item.notRemoved { state.notRemoved.append((item.file, reason)) }
                if case .failed(let failure) = item.outcome,
                    state.failures.count < shownFailures
                {
                    state.failures.append(failure)
                }
            }
            if options.json { Console.json(IngestItemJSON(item, RemedyWords.words)) }
            progress.step()
        }
    }

    /// Files that were stored, and of which no generation was made although one was wanted.
    var notImported: Int { state.withLock { $0.notImported.count } }

    /// The store failed during the run.
    func stopped() {
        progress.end()
        Console.message("the run stopped; what was reported is stored, run it again for the rest")
    }

    func finish(_ summary: IngestSummary) {
        progress.end()
        let state = state.withLock { $0 }
        if options.json {
            Console.json(
                IngestSummaryJSON(
                    summary, superseded: state.superseded, peakMemory: peakMemoryBytes()))
            return
        }
        let counts = summary.counts
        var lines: [String] = []
        for failure in state.failures {
            lines.append("refused  \(shown(failure.file)): \(printable(failure.sentence))")
        }
        if counts.failed > state.failures.count {
            let more = counts.failed - state.failures.count
            lines.append("refused  \(more) more: stillstore failures \(summary.run ?? "")")
        }
        for item in state.notRemoved {
            lines.append("kept     \(shown(item.file)): \(printable(item.reason))")
        }
        for item in state.left {
            lines.append("left     \(shown(item.file)): \(printable(item.reason))")
        }
        for item in state.notImported {
            lines.append(
                "stored   \(shown(item.file)), without a generation: \(printable(item.reason))")
        }
        for store in state.stores {
            lines.append("skipped  \(shown(store.path)): \(store.words)")
        }
        lines.append(sentence(summary, state))
        Console.result(lines.joined(separator: "\n"))
    }

    /// A file's path relative to the current directory.
    private func shown(_ file: String) -> String {
        let here = currentDirectory().text + "/"
        return printable(file.hasPrefix(here) ? String(file.dropFirst(here.count)) : file)
    }

    private func sentence(_ summary: IngestSummary, _ state: State) -> String {
        let counts = summary.counts
        var parts = ["\(counts.stored) stored"]
        if counts.duplicates > 0 { parts.append(Format.count(counts.duplicates, "duplicate")) }
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) unchanged") }
        if counts.failed > 0 { parts.append("\(counts.failed) refused") }
        if counts.skipped > 0 {
            let kinds = state.skips.sorted { $0.key.rawValue < $1.key.rawValue }
            parts.append(
                "\(counts.skipped) skipped (\(kinds.map { "\($0.value) \($0.key.words)" }.joined(separator: ", ")))"
            )
        }
        if state.superseded > 0 { parts.append("\(state.superseded) of them superseding") }
        let files = Format.count(counts.found, "file")
        let speed = "\(Format.bytes(counts.bytes)) read in \(Format.duration(summary.seconds))"
        let start = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        return "\(start)\(files): \(parts.joined(separator: ", ")); \(speed)"
    }
}

extension FileWalk.Skip {
    /// For files that a person may not expect to be skipped.
    fileprivate var storeWords: String? {
        switch self {
        case .theStoreItself: "it belongs to the store that is being filled"
        case .anotherStore: "it is another store, or a backup: 'stillstore copy' takes from it"
        case .hidden, .notRegular, .excluded, .seenBefore: nil
        }
    }
}
