package import Catalog
package import ContentStore
import Foundation
package import StillStoreCore
package import Values

/// How the catalogue is made anew.
package struct RebuildRequest: Sendable {
    /// Makes assets of objects that no fact and no link knows.
    package var adopts = false
    /// Goes on without what cannot be read; the new catalogue then lacks it.
    package var skipsUnreadable = false
    /// How many pictures are worked on at once.
    package var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Overrides those of `stillstore.json`.
    package var limits = LimitSettings()
    package var disk = Disk()
    package var clock = WallClock.system
    package var words: RemedyWords = { _ in "" }

    package init() {}
}

package enum RebuildEvent: Sendable {
    case began(RebuildPhase)
    /// Progress: how many more facts, objects, renditions or links have been read.
    case examined(Int)
    /// Something could not be restored or read.
    case problem(Failure)
    /// Whole bytes that no asset has.
    case unclaimed(Digest)
}

package enum RebuildPhase: String, Sendable, CaseIterable {
    case journal, objects, history, renditions, links, check
}

package struct RebuildSummary: Sendable, Equatable {
    /// Of the new catalogue; nil if the rebuild ended before it replaced the old one.
    package let counts: RebuildCounts?
    package let facts, fromLinks, adopted, unclaimed, problems: Int
    package let seconds: Double

    package var wasInterrupted: Bool { counts == nil }
}

/// Counts events and passes them on.
struct RebuildProgress {
    let report: @Sendable (RebuildEvent) -> Void
    var facts = 0, fromLinks = 0, adopted = 0, unclaimed = 0, problems = 0
    /// What could not be read: how many, and the first.
    private(set) var unreadableCount = 0
    private var firstUnreadable: String?

    init(_ report: @escaping @Sendable (RebuildEvent) -> Void) { self.report = report }

    mutating func problem(_ failure: Failure) {
        problems += 1
        report(.problem(failure))
    }

    mutating func problem(
        _ file: String, _ kind: FailureKind, _ reason: String, _ remedy: Remedy? = nil
    ) {
        problem(Failure(file: file, kind: kind, reason: reason, remedy: remedy))
    }

    /// Paths that the disk refused to read, below the store's directory.
    mutating func unreadable(_ file: String, _ error: DiskError) {
        unreadableCount += 1
        if firstUnreadable == nil { firstUnreadable = file }
        problem(file, .unreadable, error.explanation)
    }

    /// - Throws: `StoreError.unreadable` if there are any.
    func requireReadable() throws {
        guard let firstUnreadable else { return }
        throw StoreError.unreadable(count: unreadableCount, first: firstUnreadable)
    }
}

/// The rebuild was asked to end; nothing was changed.
struct RebuildStopped: Error {}
