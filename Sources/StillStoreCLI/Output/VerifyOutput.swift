import ContentStore
import StillStore
import Values

/// Prints what a verification finds and what is done about it, and the summary.
final class VerifyOutput: Sendable {
    private let options: StoreOptions
    private let progress: ProgressLine

    init(_ options: StoreOptions) {
        self.options = options
        progress = ProgressLine(isQuiet: options.quiet || options.json)
    }

    func take(_ event: VerifyEvent) {
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
        case .trouble(let trouble):
            show(TroubleJSON("trouble", trouble, why: nil), line(trouble))
        case .step(let step, let outcome): show(StepJSON(step, outcome), line(step, outcome))
        case .remaining(let trouble, let why):
            let words = why.map { " (\(printable($0)))" } ?? ""
            show(
                TroubleJSON("remaining", trouble, why: why),
                "remains  \(trouble.kind.rawValue)  \(subject(trouble)): \(printable(trouble.reason))\(words)"
            )
        }
    }

    /// The store failed in the middle.
    func stopped() { progress.end() }

    func finish(_ summary: VerifySummary) {
        progress.end()
        if options.json {
            Console.json(VerifySummaryJSON(summary))
            return
        }
        Console.result(sentence(summary))
    }

    private func show(_ json: some Encodable, _ text: String) {
        if options.json { return Console.json(json) }
        progress.clear()
        Console.result(text)
    }

    private func line(_ trouble: Trouble) -> String {
        var text = "\(trouble.kind.rawValue)  \(subject(trouble)): \(printable(trouble.reason))"
        if trouble.remedy != .repair { text += " [\(trouble.remedy.rawValue)]" }
        return text
    }

    private func subject(_ trouble: Trouble) -> String {
        let path = printable(trouble.path)
        guard let place = trouble.bucketPath, !path.hasSuffix("/" + printable(place)) else {
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
        var parts = [Format.count(summary.troubles, "trouble")]
        if summary.planned > 0 {
            parts.append(
                "\(Format.count(summary.planned, "step")) planned: carry them out with --apply")
        }
        if summary.mended > 0 { parts.append("\(Format.count(summary.mended, "step")) done") }
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

private struct TroubleJSON: Encodable {
    let event, kind, path, reason, remedy: String
    let digest, asset, bucket_path, why: String?

    init(_ event: String, _ trouble: Trouble, why: String?) {
        self.event = event
        kind = trouble.kind.rawValue
        path = trouble.path
        reason = trouble.reason
        remedy = trouble.remedy.rawValue
        digest = trouble.digest?.hex
        asset = trouble.assetID
        bucket_path = trouble.bucketPath
        self.why = why
    }
}

private struct StepJSON: Encodable {
    let event, action, kind, path, reason: String
    let digest, from, why: String?

    init(_ step: RepairStep, _ outcome: RepairOutcome) {
        var words: String?
        switch outcome {
        case .planned: event = "planned"
        case .done: event = "done"
        case .failed(let reason):
            event = "failed"
            words = reason
        }
        action = step.action.rawValue
        kind = step.kind.rawValue
        path = step.path
        reason = step.reason
        digest = step.digest?.hex
        from = step.from
        why = words
    }
}

private struct VerifySummaryJSON: Encodable {
    let event = "summary"
    let troubles: Int
    let kinds: [String: Int]
    let planned, mended, failed: Int
    let remaining: Int?
    let objects, bytes, left_objects, left_bytes: Int
    let peak_memory_bytes = peakMemoryBytes()
    let seconds: Double
    let interrupted: Bool

    init(_ summary: VerifySummary) {
        troubles = summary.troubles
        kinds = summary.kinds
        planned = summary.planned
        mended = summary.mended
        failed = summary.failed
        remaining = summary.remaining
        objects = summary.blobs
        bytes = summary.bytes
        left_objects = summary.leftBlobs
        left_bytes = summary.leftBytes
        seconds = (summary.seconds * 1000).rounded() / 1000
        interrupted = summary.wasInterrupted
    }
}
