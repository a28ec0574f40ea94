package import StillStoreCore
package import Values

/// Where and how a store is backed up.
package struct BackupRequest: Sendable {
    package var target: FilePath
    /// Makes hard links to the store's objects where both are on one file system: that takes no
    /// room, but a damaged file is damaged in both.
    package var links = false
    /// Reads every object that the backup has already, instead of comparing its size.
    package var rereads = false
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init(target: FilePath) { self.target = target }
}

package enum BackupEvent: Sendable {
    /// How many objects the snapshot has.
    case counted(Int)
    /// An object was added, durably, and read back.
    case copied(Digest, bytes: UInt64)
    /// An object was there already.
    case unchanged
    case failed(Failure)
}

package struct BackupCounts: Sendable, Equatable {
    /// Objects of the snapshot: added now, there before, and their bytes.
    package var copied = 0, unchanged = 0
    package var copiedBytes: UInt64 = 0
    package var renditionsCopied = 0, renditionsUnchanged = 0
    /// Renditions of which the source had no whole file: they can be made again.
    package var renditionsAbsent = 0
    /// Links that were made or changed, and those removed because the snapshot lacks them.
    package var linksMade = 0, linksRemoved = 0
    package var journalsCopied = 0
    package var failed = 0

    package init() {}

    package var objects: Int { copied + unchanged + failed }
}

package struct BackupSummary: Sendable, Equatable {
    /// The id of the store.
    package let store: String
    /// UTC milliseconds: what was reported stored before this time is in the backup.
    package let snapshotAt: Int64
    package let assets: Int
    package let counts: BackupCounts
    /// The first of them.
    package let failures: [Failure]
    package let wasInterrupted: Bool
    package let seconds: Double
}
