package import Catalog
package import StillStoreCore
package import Values

/// Which assets to copy to another store, and how.
package struct CopyRequest: Sendable {
    package enum Selection: Sendable {
        /// By id, digest or bucket path.
        case references([String])
        case filter(AssetFilter)
    }

    package var selection: Selection
    /// Makes hard links to this store's objects, if both stores are on one file system.
    package var links = false
    /// A path that has other bytes in the other store is reported and not changed; otherwise its
    /// asset is superseded, as by an ingest.
    package var keepsExisting = false
    /// Reports what would be done, and writes nothing.
    package var isDryRun = false
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init(_ selection: Selection) { self.selection = selection }
}

/// The result for one asset that was to be copied.
package struct CopyItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// Its bytes were sent.
        case stored
        /// The other store had its bytes, under another asset.
        case duplicate
        /// The other store has this asset, or these bytes at its path.
        case unchanged
        /// It has no bytes yet.
        case waiting
        case failed(Failure)
    }

    /// `bucket/path`, or the reference that was given if there is none.
    package let file: String
    package let outcome: Outcome
    /// In the other store.
    package var assetID: String?
    package var digest: Digest?
    /// Bytes that were sent.
    package var bytes: Int64 = 0
    /// The asset that was current at this path before.
    package var superseded: String?
}

package enum CopyEvent: Sendable {
    case started(run: String)
    /// Sent when the item is durable in the other store, never before.
    case item(CopyItem)
}

package struct CopySummary: Sendable, Equatable {
    package let run: String?
    /// Assets that wait for their bytes count as skipped.
    package let counts: RunCounts
    package let wasInterrupted: Bool
    package let seconds: Double
}

extension RunCounts {
    package mutating func add(_ item: CopyItem) {
        switch item.outcome {
        case .stored: stored += 1
        case .duplicate: duplicates += 1
        case .unchanged: unchanged += 1
        case .waiting: skipped += 1
        case .failed: failed += 1
        }
        found += 1
        bytes += Int(item.bytes)
    }
}
