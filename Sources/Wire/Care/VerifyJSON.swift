package import StillStoreCare
import StillStoreRuns
import Values

/// Something that is wrong with a store: found by a verification, or left by a repair.
package struct FindingJSON: WireJSON {
    package let event: EventName
    package let kind, path, reason, remedy: String
    package let digest, asset, bucket_path, why: String?

    package init(_ defect: Defect) { self.init(.defect, defect, why: nil) }

    /// - Parameter why: why the repair left it.
    package init(remaining defect: Defect, why: String?) {
        self.init(.remaining, defect, why: why)
    }

    private init(_ event: EventName, _ defect: Defect, why: String?) {
        self.event = event
        kind = defect.kind.rawValue
        path = defect.path
        reason = defect.reason
        remedy = defect.cure.word
        digest = defect.digest?.hex
        asset = defect.assetID
        bucket_path = defect.bucketPath
        self.why = why
    }
}

extension Defect.Cure {
    /// As the field `remedy` has it: closed, like the words of `kind`.
    package var word: String {
        switch self {
        case .repair: "verify --repair"
        case .rebuildCatalog: "rebuild catalogue"
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

/// The result of a verification.
package struct VerifySummaryJSON: WireJSON {
    package let event: EventName
    package let defects: Int
    package let kinds: [String: Int]
    package let planned, repaired, failed: Int
    package let remaining: Int?
    package let objects, bytes, left_objects, left_bytes: Int
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: VerifySummary, peakMemory: Int) {
        event = .summary
        defects = summary.defects
        kinds = summary.kinds
        planned = summary.planned
        repaired = summary.repaired
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
