import Catalog
import StillStoreCore
package import StillStoreRuns
package import Values

/// The result for the renditions of one picture.
package struct RenditionItemJSON: WireJSON {
    package let event: EventName
    package let digest: String
    package let recipes: [String]?
    package let file, kind, reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: ThumbnailItem, _ words: RemedyWords) {
        digest = item.digest.hex
        switch item.outcome {
        case .made(let made):
            (event, recipes) = (.made, made)
            (file, kind, reason) = (nil, nil, nil)
        case .skipped(let words):
            (event, recipes) = (.skipped, nil)
            (file, kind, reason) = (nil, nil, words)
        case .failed(let failure):
            (event, recipes) = (.failed, nil)
            (file, kind, reason) = (failure.file, failure.kind.rawValue, failure.sentence(words))
        }
    }
}

/// A recipe that no longer exists, whose renditions were moved to the trash.
package struct PrunedRecipeJSON: WireJSON {
    package let event: EventName
    package let recipe: String
    package let renditions: Int

    package init(_ pruned: PrunedRecipe) {
        event = .pruned
        recipe = pruned.id
        renditions = pruned.renditions
    }
}

/// The result of a run that made renditions.
package struct RenditionSummaryJSON: WireJSON {
    package let event: EventName
    package let run: String?
    package let found, made, unchanged, skipped, failed, bytes: Int
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: ThumbnailSummary, peakMemory: Int) {
        event = .summary
        run = summary.run
        found = summary.counts.found
        made = summary.counts.stored
        unchanged = summary.counts.unchanged
        skipped = summary.counts.skipped
        failed = summary.counts.failed
        bytes = summary.counts.bytes
        peak_memory_bytes = peakMemory
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
