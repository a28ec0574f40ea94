package import StillStoreCare
import StillStoreCore
import Values

/// One thing, or several of a kind, that `gc` collects or would collect.
package struct GCItemJSON: WireJSON {
    package let event: EventName
    package let kind, reason, name: String
    package let bytes: Int64
    package let count: Int
    package let digest, bucket, path: String?

    package init(_ item: GCItem, isDryRun: Bool) {
        event = isDryRun ? .wouldCollect : .collected
        kind = item.kind.rawValue
        reason = item.reason.rawValue
        name = item.name
        bytes = item.bytes
        count = item.count
        digest = item.digest?.hex
        bucket = item.bucket
        path = item.path
    }
}

/// The result of `gc`.
package struct GCSummaryJSON: WireJSON {
    package let event: EventName
    package let run, trash: String?
    package let kinds: [String: GCTallyJSON]
    package let count: Int
    package let bytes: Int64
    package let interrupted, dry_run: Bool

    package init(_ summary: GCSummary, isDryRun: Bool) {
        event = .summary
        run = summary.run
        trash = summary.trash
        kinds = Dictionary(
            uniqueKeysWithValues: summary.tallies.map {
                ($0.rawValue, GCTallyJSON($1))
            })
        count = summary.count
        bytes = summary.bytes
        interrupted = summary.wasInterrupted
        dry_run = isDryRun
    }
}

/// How much of one kind.
package struct GCTallyJSON: WireJSON {
    package let count: Int
    package let bytes: Int64

    package init(_ tally: GCSummary.Tally) {
        count = tally.count
        bytes = tally.bytes
    }
}

/// What a run moved to the trash, removed for good or kept.
package struct TrashItemJSON: WireJSON {
    package let event: EventName
    package let name: String
    package let time: Timestamp
    package let files: Int
    package let bytes: Int64

    package init(_ item: TrashItem, isDryRun: Bool) {
        switch item.outcome {
        case .removed: event = isDryRun ? .wouldRemove : .removed
        case .kept: event = .kept
        }
        name = item.name
        time = Timestamp(item.time)
        files = item.files
        bytes = item.bytes
    }
}
