package import Catalog
package import StillStoreCore
package import Values

/// Which renditions a run is to make.
package struct ThumbnailRequest: Sendable {
    package enum Selection: String, Sendable, CaseIterable {
        /// Renditions whose file does not exist with its full size, whatever the catalogue says.
        case missing
        /// Renditions that only exist in an older form: the recipe or the encoder has changed.
        case stale
        /// Renditions that differ from what was recorded, or do not decode.
        case broken
        /// All of them, again.
        case all
    }

    package var selection = Selection.missing
    /// Names of recipes. Empty: those that are made at ingest, of every picture, and those that
    /// are made on demand, of pictures that have one.
    package var recipes: [String] = []
    /// By bucket, prefix, kind and time.
    package var filter = AssetFilter()
    /// Names of assets; only these, if there are any. What was refused before is tried again.
    package var references: [String] = []
    /// Reports what would be done, and writes nothing.
    package var isDryRun = false
    /// Moves the renditions of recipes that no longer exist to the trash.
    package var prunes = false
    /// Content rows that are read at a time.
    package var pageRows = 256
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init() {}

    /// Pictures that are asked for by name, or completely, are tried even if they were refused
    /// before.
    var insists: Bool { selection == .all || !references.isEmpty }
}

/// The result for the renditions of one picture.
package struct ThumbnailItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// The ids of the recipes; in a dry run, of those that would be made.
        case made([String])
        /// It is impossible, an earlier run found that, and nothing has changed since.
        case skipped(reason: String)
        case failed(Failure)
    }

    package let digest: Digest
    package let outcome: Outcome
}

package enum ThumbnailEvent: Sendable {
    case started(run: String)
    /// How many pictures there are, once they have been counted.
    case counted(Int)
    /// How many more pictures have all their renditions.
    case unchanged(Int)
    /// Sent when the renditions are durable, never before.
    case item(ThumbnailItem)
    case pruned(PrunedRecipe)
}

/// A recipe that no longer exists, whose renditions went to the trash.
package struct PrunedRecipe: Sendable, Equatable {
    package let id: String
    package let renditions: Int
}

package struct ThumbnailSummary: Sendable, Equatable {
    package let run: String?
    /// `found` pictures were checked, `stored` renditions made, `unchanged` pictures right.
    package let counts: RunCounts
    package let wasInterrupted: Bool
    package let seconds: Double
}
