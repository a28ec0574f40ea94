import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

/// Prints the progress of retrievals, and the summary.
final class RetrievalOutput: Sendable {
    fileprivate struct State {
        /// The last failure of each asset: with --wait one may fail several times. A source without
        /// an asset is named by its address.
        var failures: [String: RetrievalItem] = [:]
        var order: [String] = []
        /// The number of failures of each source, which may have several targets.
        var places: [String: Int] = [:]
        var refused = 0
        /// Assets that were counted as done and may be tried again, with --wait.
        var counted: Set<String> = []
        /// Hosts whose circuit breaker opened, with the end of the pause.
        var resting: [String: Int64] = [:]
        var pending = 0, planned = 0, updates = 0, excluded = 0, total = 0
        var tally = RetrievalTally()
    }

    private let options: StoreOptions
    private let progress: ProgressLine
    private let registers, isDryRun: Bool
    private let state = Mutex(State())

    private static let shownFailures = 100

    /// - Parameter registers: nothing is fetched, so progress counts sources.
    init(_ options: StoreOptions, registers: Bool = false, isDryRun: Bool = false) {
        self.options = options
        self.registers = registers
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet, of: "source")
    }

    func receive(_ event: RetrievalEvent) {
        switch event {
        case .started(let run):
            if options.json { Console.json(StartedJSON(run: run)) }
        case .excluded(let count): state.withLock { $0.excluded += count }
        case .registered(let count):
            let total = state.withLock { state in
                state.total += count
                return state.total
            }
            progress.total(total)
        case .expected(let count): progress.expect(count)
        case .received(let count): progress.received(count)
        case .item(let item): receive(item)
        case .slowed(let host): printNote("\(host) refuses some requests: it is asked more slowly")
        case .resting(let host, let until):
            state.withLock { $0.resting[host] = until }
            printNote(
                "\(host) failed too often in a row: it is asked again \(Format.moment(until))")
        case .leftOut(let intermediates, let videos):
            state.withLock { ($0.tally.intermediates, $0.tally.videos) = (intermediates, videos) }
        case .gone(let count): state.withLock { $0.tally.gone += count }
        case .waiting(let until): printNote("waiting: the next attempt is \(Format.moment(until))")
        }
    }

    private func printNote(_ text: String) {
        if options.quiet { return }
        progress.clear()
        Console.message(printable(text))
    }

    private func receive(_ item: RetrievalItem) {
        let isStep = state.withLock { state in
            if item.superseded != nil { state.tally.superseded += 1 }
            if item.instead != nil { state.tally.beside += 1 }
            if item.wasDeleted { state.tally.deleted += 1 }
            if item.outcome == .pending { state.pending += 1 }
            if item.outcome == .planned, item.isUpdate { state.updates += 1 }
            if item.outcome == .planned, !item.isUpdate { state.planned += 1 }
            if item.assetID == nil { state.refused += 1 }
            let key = item.assetID ?? "refused \(state.refused)"
            // Sources that needed no fetch were not counted in the total.
            let isStep = registers || item.attempts > 0 && !state.counted.contains(key)
            if item.nextAttempt != nil { state.counted.insert(key) }
            if case .failed = item.outcome {
                if state.failures[key] == nil {
                    guard state.order.count < RetrievalOutput.shownFailures else { return isStep }
                    state.order.append(key)
                    state.places[item.source, default: 0] += 1
                }
                state.failures[key] = item
            } else if state.failures.removeValue(forKey: key) != nil {
                state.order.removeAll { $0 == key }
                state.places[item.source]? -= 1
            }
            return isStep
        }
        if options.json {
            Console.json(RetrievalItemJSON(item, RemedyWords.words))
        } else if isDryRun, let line = plan(item) {
            progress.clear()
            Console.result(line)
        }
        if isStep { progress.step() }
    }

    /// The store failed during the run.
    func stopped() {
        progress.end()
        Console.message("the run stopped; what was reported is stored, run it again for the rest")
    }

    func finish(_ summary: RetrievalSummary) {
        progress.end()
        let state = state.withLock { $0 }
        if options.json {
            Console.json(
                RetrievalSummaryJSON(summary, state.tally, peakMemory: peakMemoryBytes()))
            return
        }
        var lines = state.order.compactMap { state.failures[$0] }.map { line($0, state) }
        if summary.counts.failed > lines.count, lines.count == RetrievalOutput.shownFailures {
            lines.append("failed   more: stillstore failures \(summary.run ?? "")")
        }
        for (host, until) in state.resting.sorted(by: { $0.key < $1.key })
        where until > WallClock.system.now() {
            lines.append("resting  " + MissingReport.resting(host, until: until))
        }
        lines.append(sentence(summary, state))
        Console.result(lines.joined(separator: "\n"))
    }

    /// What a dry run prints for a source.
    private func plan(_ item: RetrievalItem) -> String? {
        let place = [item.bucket, item.path].compactMap(\.self).joined(separator: "/")
        let source = printable(item.source)
        return switch item.outcome {
        case .planned:
            "\(item.isUpdate ? "check " : "fetch ")   \(source) -> \(printable(place))"
        case .unchanged: "here     \(source) -> \(printable(place))"
        case .skipped(let reason): "skipped  \(source): \(reason.sentence(RemedyWords.words))"
        case .stored, .duplicate, .pending, .failed: nil
        }
    }

    private func line(_ item: RetrievalItem, _ state: State) -> String {
        guard case .failed(let failure) = item.outcome else { return "" }
        let next =
            item.nextAttempt.map { "tried again \(Format.moment($0))" }
            ?? (item.isPermanent
                ? "for good"
                : item.attempts == 0
                    ? "to go on run the same command again"
                    : "given up after \(item.attempts) attempts")
        var name = printable(item.source)
        // Which target, if one address has several.
        if state.places[item.source, default: 0] > 1,
            let place = [item.bucket, item.path].compactMap(\.self).joined(separator: "/").nonEmpty
        {
            name += " (for \(printable(place)))"
        }
        return
            "failed   \(name): \(printable(failure.sentence)) [\(failure.kind.rawValue), \(next)]"
    }

    private func sentence(_ summary: RetrievalSummary, _ state: State) -> String {
        let counts = summary.counts
        var parts: [String] = []
        if state.pending > 0 { parts.append("\(state.pending) enqueued") }
        if state.planned > 0 || isDryRun { parts.append("\(state.planned) would be fetched") }
        if state.updates > 0 {
            parts.append("\(state.updates) would be asked for whether they changed")
        }
        if counts.stored > 0 || state.pending == 0 && !isDryRun {
            parts.append("\(counts.stored) stored")
        }
        if counts.duplicates > 0 { parts.append(Format.count(counts.duplicates, "duplicate")) }
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) unchanged") }
        if state.excluded > 0 { parts.append("\(state.excluded) excluded") }
        if state.tally.deleted > 0 {
            parts.append("\(state.tally.deleted) deleted here (--again fetches them)")
        }
        let skipped = counts.skipped - state.excluded - state.tally.deleted
        if skipped > 0 {
            parts.append("\(skipped) skipped (named twice, or another run's)")
        }
        if counts.failed > 0 { parts.append(Format.count(counts.failed, "failure")) }
        if summary.untried > 0 { parts.append("\(summary.untried) not tried yet") }
        if state.tally.superseded > 0 {
            parts.append("\(state.tally.superseded) superseding an older one")
        }
        if state.tally.beside > 0 {
            parts.append("\(state.tally.beside) at a path of their own, beside another's picture")
        }
        if state.tally.gone > 0 { parts.append("\(state.tally.gone) gone at their source") }
        if state.tally.intermediates > 0 {
            parts.append("\(state.tally.intermediates) intermediate left out (--intermediates)")
        }
        if state.tally.videos > 0 {
            parts.append("\(Format.count(state.tally.videos, "video")) left out (--videos)")
        }
        let speed = "\(Format.bytes(counts.bytes)) in \(Format.duration(summary.seconds))"
        var text = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        text += "\(Format.count(counts.found + summary.untried, "source")): "
        text += parts.joined(separator: ", ") + "; \(speed)"
        if state.pending > 0 { text += "; fetch them with 'stillstore retry'" }
        if let next = summary.nextAttempt { text += "; next attempt \(Format.moment(next))" }
        return text
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
