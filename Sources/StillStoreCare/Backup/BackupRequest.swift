package import StillStoreCore
package import Values

/// Where a store is backed up to, and how.
package struct BackupRequest: Sendable {
    package var target: FilePath
    /// Objects become second names of the store's own where both lie on one file system: no room
    /// is taken, and a file that is damaged is damaged in both.
    package var links = false
    /// Reads every object that the backup has already, instead of looking at its size.
    package var rereads = false
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init(target: FilePath) { self.target = target }
}

package enum BackupEvent: Sendable {
    /// How many objects there are to see to.
    case counted(Int)
    /// An object is there now, durably and read back, that was not.
    case copied(Digest, bytes: UInt64)
    /// An object was there already.
    case unchanged
    case failed(Failure)
}

package struct BackupCounts: Sendable, Equatable {
    /// Objects of the snapshot: brought now, there before, and their bytes.
    package var copied = 0, unchanged = 0
    package var copiedBytes: UInt64 = 0
    package var renditionsCopied = 0, renditionsUnchanged = 0
    /// Those of which the source had no whole file: they can be made again.
    package var renditionsAbsent = 0
    /// Links that were made or changed, and those taken away because the snapshot lacks them.
    package var linksMade = 0, linksRemoved = 0
    package var journalsCopied = 0
    package var failed = 0

    package init() {}

    package var objects: Int { copied + unchanged + failed }
}

package struct BackupSummary: Sendable, Equatable {
    /// The id of the store.
    package let store: String
    /// UTC milliseconds: what was reported stored before this is in it.
    package let snapshotAt: Int64
    package let assets: Int
    package let counts: BackupCounts
    /// The first of them.
    package let failures: [Failure]
    package let wasInterrupted: Bool
    package let seconds: Double
}
