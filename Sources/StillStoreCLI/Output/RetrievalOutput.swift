import Catalog
import ContentStore
import Foundation
import StillStore
import Synchronization

/// Prints what happens while sources are fetched, and the summary.
final class RetrievalOutput: Sendable {
    private struct State {
        /// The last failure of each source: with --wait one may fail several times.
        var failures: [String: RetrievalItem] = [:]
        var order: [String] = []
        /// Sources that were counted as done and may come again, with --wait.
        var counted: Set<String> = []
        var pending = 0, superseded = 0
        var total = 0
    }

    private let options: StoreOptions
    private let progress: ProgressLine
    private let state = Mutex(State())

    private static let shownFailures = 100

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func take(_ event: RetrievalEvent) {
        switch event {
        case .started(let run):
            if options.json { Console.json(StartedJSON(run: run)) }
        case .registered(let count):
            let total = state.withLock { state in
                state.total += count
                return state.total
            }
            progress.total(total)
        case .received(let count): progress.received(count)
        case .item(let item): take(item)
        case .slowed(let host): note("\(host) refuses some requests: it is asked more slowly")
        case .resting(let host, let until):
            note("\(host) failed too often in a row: it is asked again \(Format.moment(until))")
        case .waiting(let until): note("waiting: the next attempt is \(Format.moment(until))")
        }
    }

    private func note(_ text: String) {
        if options.quiet { return }
        progress.clear()
        Console.message(printable(text))
    }

    private func take(_ item: RetrievalItem) {
        let isStep = state.withLock { state in
            if item.superseded != nil { state.superseded += 1 }
            if item.outcome == .pending { state.pending += 1 }
            // Those that needed no fetching were not counted in the total.
            let isStep = item.attempts > 0 && !state.counted.contains(item.source)
            if item.nextAttempt != nil { state.counted.insert(item.source) }
            if case .failed = item.outcome {
                if state.failures[item.source] == nil {
                    guard state.order.count < RetrievalOutput.shownFailures else { return isStep }
                    state.order.append(item.source)
                }
                state.failures[item.source] = item
            } else if state.failures.removeValue(forKey: item.source) != nil {
                state.order.removeAll { $0 == item.source }
            }
            return isStep
        }
        if options.json { Console.json(RetrievalItemJSON(item)) }
        if isStep { progress.step() }
    }

    /// The store failed in the middle.
    func stopped() {
        progress.end()
        Console.message("the run stopped; what was reported is stored, run it again for the rest")
    }

    func finish(_ summary: RetrievalSummary) {
        progress.end()
        let state = state.withLock { $0 }
        if options.json {
            Console.json(RetrievalSummaryJSON(summary, superseded: state.superseded))
            return
        }
        var lines = state.order.compactMap { state.failures[$0] }.map(line)
        if summary.counts.failed > lines.count, lines.count == RetrievalOutput.shownFailures {
            lines.append("failed   more: stillstore failures \(summary.run)")
        }
        lines.append(sentence(summary, state))
        Console.result(lines.joined(separator: "\n"))
    }

    private func line(_ item: RetrievalItem) -> String {
        guard case .failed(let failure) = item.outcome else { return "" }
        let next =
            item.nextAttempt.map { "tried again \(Format.moment($0))" }
            ?? (item.isPermanent
                ? "for good"
                : item.attempts == 0
                    ? "to go on run the same command again"
                    : "given up after \(item.attempts) attempts")
        return
            "failed   \(printable(item.source)): \(printable(failure.reason)) [\(failure.kind), \(next)]"
    }

    private func sentence(_ summary: RetrievalSummary, _ state: State) -> String {
        let counts = summary.counts
        var parts: [String] = []
        if state.pending > 0 { parts.append("\(state.pending) enqueued") }
        if counts.stored > 0 || state.pending == 0 { parts.append("\(counts.stored) stored") }
        if counts.duplicates > 0 { parts.append(Format.count(counts.duplicates, "duplicate")) }
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) unchanged") }
        if counts.skipped > 0 {
            parts.append("\(counts.skipped) skipped (named twice, or another run's)")
        }
        if counts.failed > 0 { parts.append(Format.count(counts.failed, "failure")) }
        if summary.untried > 0 { parts.append("\(summary.untried) not tried yet") }
        if state.superseded > 0 { parts.append("\(state.superseded) superseding an older one") }
        let speed = "\(Format.bytes(counts.bytes)) in \(Format.duration(summary.seconds))"
        var text = summary.wasInterrupted ? "interrupted: " : ""
        text += "\(Format.count(counts.found + summary.untried, "source")): "
        text += parts.joined(separator: ", ") + "; \(speed)"
        if state.pending > 0 { text += "; fetch them with 'stillstore retry'" }
        if let next = summary.nextAttempt { text += "; next attempt \(Format.moment(next))" }
        return text
    }
}

private struct StartedJSON: Encodable {
    let event = "started"
    let run: String
}

private struct RetrievalItemJSON: Encodable {
    let event, source: String
    let id, digest, bucket, path, supersedes, error_class, reason: String?
    let attempts: Int
    let permanent: Bool?
    let next_attempt: Int64?

    init(_ item: RetrievalItem) {
        source = item.source
        var failure: Failure?
        var skipped: String?
        switch item.outcome {
        case .stored: event = "stored"
        case .duplicate: event = "duplicate"
        case .unchanged: event = "unchanged"
        case .pending: event = "pending"
        case .skipped(let reason):
            event = "skipped"
            skipped = reason
        case .failed(let found):
            event = "failed"
            failure = found
        }
        id = item.assetID
        digest = item.digest?.hex
        bucket = item.bucket
        path = item.path
        supersedes = item.superseded
        error_class = failure?.kind
        reason = failure?.reason ?? skipped
        attempts = item.attempts
        permanent = failure == nil ? nil : item.isPermanent
        next_attempt = item.nextAttempt
    }
}

private struct RetrievalSummaryJSON: Encodable {
    let event = "summary"
    let run: String
    let found, stored, duplicates, unchanged, superseded, skipped, failed, untried, bytes: Int
    let next_attempt: Int64?
    let peak_memory_bytes = peakMemoryBytes()
    let seconds: Double
    let interrupted: Bool

    init(_ summary: RetrievalSummary, superseded: Int) {
        run = summary.run
        found = summary.counts.found
        stored = summary.counts.stored
        duplicates = summary.counts.duplicates
        unchanged = summary.counts.unchanged
        self.superseded = superseded
        skipped = summary.counts.skipped
        failed = summary.counts.failed
        untried = summary.untried
        bytes = summary.counts.bytes
        next_attempt = summary.nextAttempt
        seconds = (summary.seconds * 1000).rounded() / 1000
        interrupted = summary.wasInterrupted
    }
}
