import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values
import Wire

/// Prints the defects that a verification finds, the repairs, and the summary.
final class VerifyOutput: Sendable {
    private let options: StoreOptions
    private let progress: ProgressLine

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet || options.json)
    }

    func receive(_ event: VerifyEvent) {
        switch event {
        case .reading(let blobs, _, let since):
            progress.total(blobs)
            if let since, !options.quiet, !options.json {
                progress.clear()
                Console.message("going on with the pass of \(Format.time(since))")
            }
        case .read(let bytes):
            progress.step()
            progress.received(bytes)
        case .defect(let defect):
            print(FindingJSON(defect), line(defect))
        case .step(let step, let outcome): print(RepairStepJSON(step, outcome), line(step, outcome))
        case .remaining(let defect, let why):
            let words = why.map { " (\(printable($0)))" } ?? ""
            print(
                FindingJSON(remaining: defect, why: why),
                "remains  \(defect.kind.rawValue)  \(subject(defect)): \(printable(defect.reason))\(words)"
            )
        }
    }

    /// The store failed during the run.
    func stopped() { progress.end() }

    func finish(_ summary: VerifySummary) {
        progress.end()
        if options.json {
            Console.json(VerifySummaryJSON(summary, peakMemory: peakMemoryBytes()))
            return
        }
        Console.result(sentence(summary))
    }

    private func print(_ json: some WireJSON, _ text: String) {
        if options.json { return Console.json(json) }
        progress.clear()
        Console.result(text)
    }

    private func line(_ defect: Defect) -> String {
        var text = "\(defect.kind.rawValue)  \(subject(defect)): \(printable(defect.reason))"
        if defect.cure != .repair { text += " [\(defect.cure.word)]" }
        return text
    }

    private func subject(_ defect: Defect) -> String {
        let path = printable(defect.path)
        guard let place = defect.bucketPath, !path.hasSuffix("/" + printable(place)) else {
            return path
        }
        return "\(path) (\(printable(place)))"
    }

    private func line(_ step: RepairStep, _ outcome: RepairOutcome) -> String {
        var text = "\(step.action.rawValue)  \(printable(step.path))"
        if let from = step.from { text += " from \(printable(from))" }
        return switch outcome {
        case .planned: "  would: " + text
        case .done: "  done: " + text
        case .failed(let why): "  failed: " + text + ": \(printable(why))"
        }
    }

    private func sentence(_ summary: VerifySummary) -> String {
        var parts = [Format.count(summary.defects, "defect")]
        if summary.planned > 0 {
            parts.append(
                "\(Format.count(summary.planned, "step")) planned: carry them out with --apply")
        }
        if summary.repaired > 0 { parts.append("\(Format.count(summary.repaired, "step")) done") }
        if summary.failed > 0 { parts.append("\(summary.failed) failed") }
        if let remaining = summary.remaining { parts.append("\(remaining) remaining") }
        if summary.blobs > 0 {
            let speed = "\(Format.bytes(summary.bytes)) in \(Format.duration(summary.seconds))"
            parts.append("\(Format.count(summary.blobs, "object")) read, \(speed)")
        }
        if summary.leftBlobs > 0 {
            let left = Format.count(summary.leftBlobs, "object")
            parts.append(
                "\(left) (\(Format.bytes(summary.leftBytes))) left: run again to go on")
        }
        return (summary.wasInterrupted ? "interrupted: " : "") + parts.joined(separator: "; ")
    }
}
