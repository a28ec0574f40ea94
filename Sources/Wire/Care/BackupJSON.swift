package import StillStoreCare
import StillStoreRuns
package import Values

/// An object was brought to a backup, or from one.
package struct CopiedObjectJSON: WireJSON {
    package let event: EventName
    package let digest: String
    package let bytes: UInt64

    package init(_ digest: Digest, bytes: UInt64) {
        event = .copied
        self.digest = digest.hex
        self.bytes = bytes
    }
}

/// The result of a backup or a restore.
package struct BackupSummaryJSON: WireJSON {
    package let event: EventName
    package let store: String
    package let snapshot_at: Timestamp
    package let assets, objects, copied, unchanged, failed: Int
    package let bytes: UInt64
    package let renditions_copied, renditions_unchanged, renditions_absent: Int
    package let links_made, links_removed, journals_copied: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: BackupSummary) {
        let counts = summary.counts
        event = .summary
        store = summary.store
        snapshot_at = Timestamp(summary.snapshotAt)
        assets = summary.assets
        objects = counts.objects
        copied = counts.copied
        unchanged = counts.unchanged
        failed = counts.failed
        bytes = counts.copiedBytes
        renditions_copied = counts.renditionsCopied
        renditions_unchanged = counts.renditionsUnchanged
        renditions_absent = counts.renditionsAbsent
        links_made = counts.linksMade
        links_removed = counts.linksRemoved
        journals_copied = counts.journalsCopied
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
