package import StillStore
import Values

/// Something that is wrong with a store: found by a verification, or left by a repair.
package struct FindingJSON: WireJSON {
    package let event: EventName
    package let kind, path, reason, remedy: String
    package let digest, asset, bucket_path, why: String?

    package init(_ trouble: Trouble) { self.init(.trouble, trouble, why: nil) }

    /// - Parameter why: why the repair left it.
    package init(remaining trouble: Trouble, why: String?) {
        self.init(.remaining, trouble, why: why)
    }

    private init(_ event: EventName, _ trouble: Trouble, why: String?) {
        self.event = event
        kind = trouble.kind.rawValue
        path = trouble.path
        reason = trouble.reason
        remedy = trouble.cure.word
        digest = trouble.digest?.hex
        asset = trouble.assetID
        bucket_path = trouble.bucketPath
        self.why = why
    }
}

extension Trouble.Cure {
    /// As the field `remedy` has it: closed, like the words of `kind`.
    package var word: String {
        switch self {
        case .repair: "verify --repair"
        case .rebuildCatalogue: "rebuild catalogue"
        case .rebuildJournal: "rebuild journal"
        case .owner: "a look at the disk"
        }
    }
}

/// One thing that a repair does, or would do.
package struct RepairStepJSON: WireJSON {
    package let event: EventName
    package let action, kind, path, reason: String
    package let digest, from, why: String?

    package init(_ step: RepairStep, _ outcome: RepairOutcome) {
        switch outcome {
        case .planned: (event, why) = (.planned, nil)
        case .done: (event, why) = (.done, nil)
        case .failed(let reason): (event, why) = (.failed, reason)
        }
        action = step.action.rawValue
        kind = step.kind.rawValue
        path = step.path
        reason = step.reason
        digest = step.digest?.hex
        from = step.from
    }
}

/// What came of a verification.
package struct VerifySummaryJSON: WireJSON {
    package let event: EventName
    package let troubles: Int
    package let kinds: [String: Int]
    package let planned, mended, failed: Int
    package let remaining: Int?
    package let objects, bytes, left_objects, left_bytes: Int
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: VerifySummary, peakMemory: Int) {
        event = .summary
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
        peak_memory_bytes = peakMemory
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
