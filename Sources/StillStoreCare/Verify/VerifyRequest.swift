import StillStoreCore
package import StillStoreRuns
package import Values

/// How thoroughly to verify, at what cost, and what to repair.
package struct VerifyRequest: Sendable {
    package enum Depth: Sendable {
        /// Presence, size, links, rows.
        case quick
        /// Also every byte.
        case full
    }

    package enum Repair: Sendable {
        case none
        /// Reports what it would do.
        case plan
        case apply
    }

    package var depth = Depth.full
    package var repair = Repair.none
    /// Ends the reading of bytes in order; the next verification continues.
    package var maxSeconds: Double?
    package var maxBytes: UInt64?
    /// Bytes a second.
    package var rate: UInt64?
    /// Stores, or other directories, that may hold lost bytes.
    package var donors: [FilePath] = []
    /// How lost bytes are fetched from where they came from.
    package var retrieval = RetrievalOptions()

    package init() {}
}

package enum VerifyEvent: Sendable {
    /// Bytes are about to be read: how many blobs, and how many bytes. A continued pass began at
    /// `since`.
    case reading(blobs: Int, bytes: Int, since: Int64?)
    /// A blob's object and renditions have been read.
    case read(bytes: Int)
    case defect(Defect)
    case step(RepairStep, RepairOutcome)
    /// After a repair: what is still wrong.
    case remaining(Defect, why: String?)
}

package struct VerifySummary: Sendable, Equatable {
    /// That were found.
    package var defects = 0
    package var kinds: [String: Int] = [:]
    package var planned = 0, repaired = 0, failed = 0
    /// After a repair that was carried out.
    package var remaining: Int?
    /// Blobs whose bytes were read.
    package var blobs = 0
    package var bytes = 0
    /// What is left of a pass that ended early.
    package var leftBlobs = 0, leftBytes = 0
    package var wasInterrupted = false
    package var seconds = 0.0

    package init() {}
}
