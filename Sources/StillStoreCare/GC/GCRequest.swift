import StillStoreCore
import StillStoreRuns
package import Values

/// What to collect.
package struct GCRequest: Sendable {
    /// What was retired, or last changed, at or before this time is collected; UTC milliseconds.
    package var cutoff: Int64
    /// Reports what would be collected, and changes nothing.
    package var isDryRun = true
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init(cutoff: Int64) { self.cutoff = cutoff }
}

/// Something that nothing in the store needs any more.
package struct GCItem: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The row of an asset, with its past paths and attempts.
        case asset
        /// A content row, with its object.
        case content
        /// An object without a row.
        case object
        case rendition
        /// The staging area of a dead process.
        case staging
        /// The beginning of a transfer that nobody continues.
        case partial
        /// The refusal of a recipe that no longer exists.
        case refusal
        /// An empty directory.
        case directory
        /// Rows of the domain that were deleted.
        case row
    }

    /// Why nothing needs it.
    package enum Reason: String, Sendable, CaseIterable {
        case superseded, deleted
        /// No asset has it.
        case unowned
        /// The catalogue has no row of it.
        case unrecorded
        /// The recipe has changed, and what it makes now is there.
        case outdated
        /// Its owner is dead, or no longer needs it.
        case abandoned
        case empty
    }

    package let kind: Kind
    package let reason: Reason
    /// An asset's id; else a path below the store.
    package let name: String
    package var bytes: Int64 = 0
    package var count = 1
    package var digest: Digest?
    /// The path at which an asset was.
    package var bucket: String?
    package var path: String?

    package init(_ kind: Kind, _ reason: Reason, _ name: String, bytes: Int64 = 0) {
        self.kind = kind
        self.reason = reason
        self.name = name
        self.bytes = bytes
    }
}

package enum GCEvent: Sendable {
    case started(run: String)
    /// Sent when it is done.
    case item(GCItem)
}

package struct GCSummary: Sendable, Equatable {
    package struct Tally: Sendable, Equatable {
        package var count = 0
        package var bytes: Int64 = 0
    }

    package let run: String?
    package var tallies: [GCItem.Kind: Tally] = [:]
    /// Where it was moved to; nil when nothing was.
    package var trash: String?
    package var wasInterrupted = false

    package var count: Int { tallies.values.reduce(0) { $0 + $1.count } }
    package var bytes: Int64 { tallies.values.reduce(0) { $0 + $1.bytes } }
}
