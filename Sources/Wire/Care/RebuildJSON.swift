import Catalog
package import StillStoreCare
import StillStoreCore
import StillStoreRuns
package import Values

/// A rebuild of the catalogue goes on to its next part.
package struct PhaseJSON: WireJSON {
    package let event: EventName
    package let phase: String

    package init(_ phase: RebuildPhase) {
        event = .phase
        self.phase = phase.rawValue
    }
}

/// An object that no asset has.
package struct UnclaimedJSON: WireJSON {
    package let event: EventName
    package let digest: String

    package init(_ digest: Digest) {
        event = .unclaimed
        self.digest = digest.hex
    }
}

/// The result of a rebuild of the catalogue.
package struct RebuildSummaryJSON: WireJSON {
    package let event: EventName
    package let assets, past, objects, renditions: Int?
    package let facts, from_links, adopted, unclaimed, failed: Int
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: RebuildSummary, peakMemory: Int) {
        event = .summary
        assets = summary.counts?.assets
        past = summary.counts?.past
        objects = summary.counts?.objects
        renditions = summary.counts?.renditions
        facts = summary.facts
        from_links = summary.fromLinks
        adopted = summary.adopted
        unclaimed = summary.unclaimed
        failed = summary.problems
        peak_memory_bytes = peakMemory
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}

/// What a rebuild did to one name of the tree.
package struct TreeRepairJSON: WireJSON {
    package let event: EventName
    package let path: String
    package let reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ repair: TreeRepair, _ words: RemedyWords) {
        switch repair {
        case .made(let path): (event, self.path, reason) = (.made, path, nil)
        case .replaced(let path): (event, self.path, reason) = (.replaced, path, nil)
        case .movedAside(let path): (event, self.path, reason) = (.moved, path, nil)
        case .failed(let failure):
            (event, path, reason) = (.failed, failure.file, failure.sentence(words))
        }
    }
}

/// The result of a rebuild of the tree.
package struct TreeSummaryJSON: WireJSON {
    package let event: EventName
    package let paths, made, replaced, moved, failed: Int
    package let interrupted: Bool

    package init(_ summary: TreeSummary) {
        event = .summary
        paths = summary.paths
        made = summary.made
        replaced = summary.replaced
        moved = summary.movedAside
        failed = summary.failed
        interrupted = summary.wasInterrupted
    }
}

/// The result of a rebuild of the journal.
package struct JournalSummaryJSON: WireJSON {
    package let event: EventName
    package let assets, failed: Int
    package let interrupted: Bool

    package init(_ summary: JournalSummary) {
        event = .summary
        assets = summary.assets
        failed = summary.failed
        interrupted = summary.wasInterrupted
    }
}

/// A `stillstore.json` was made.
package struct ConfigurationJSON: WireJSON {
    package let event: EventName
    package let id: String
    package let recipes: [String]

    package init(id: String, recipes: [String]) {
        event = .configuration
        self.id = id
        self.recipes = recipes
    }
}
