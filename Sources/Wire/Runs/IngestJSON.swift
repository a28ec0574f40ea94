import Catalog
package import ContentStore
import StillStoreCore
package import StillStoreRuns
package import Values

/// The result for one file that was ingested or put.
package struct IngestItemJSON: WireJSON {
    package let event: EventName
    package let file: String
    package let id, digest, bucket, path, supersedes, kind, reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: IngestItem, _ words: RemedyWords) {
        var failure: Failure?
        switch item.outcome {
        case .stored: event = .stored
        case .duplicate: event = .duplicate
        case .unchanged: event = .unchanged
        case .failed(let why):
            event = .failed
            failure = why
        }
        file = item.file
        id = item.assetID
        digest = item.digest?.hex
        bucket = item.bucket
        path = item.path
        supersedes = item.superseded
        kind = failure?.kind.rawValue
        reason = item.notRemoved ?? item.notImported ?? failure?.sentence(words)
    }

    /// What a walk left out.
    package init(skipped file: String, _ skip: FileWalk.Skip) {
        self.init(.skipped, file, skip.words)
    }

    /// What a move left behind.
    package init(left file: String, reason: String) { self.init(.left, file, reason) }

    private init(_ event: EventName, _ file: String, _ reason: String) {
        self.event = event
        self.file = file
        self.reason = reason
        (id, digest, bucket, path, supersedes, kind) = (nil, nil, nil, nil, nil, nil)
    }
}

extension FileWalk.Skip {
    /// In the plural, as they are counted.
    package var words: String {
        switch self {
        case .hidden: "hidden"
        case .notRegular: "not regular files"
        case .excluded: "excluded"
        case .seenBefore: "directories seen before"
        case .theStoreItself: "the store itself"
        case .anotherStore: "other stores"
        }
    }
}

/// The result of an ingest.
package struct IngestSummaryJSON: WireJSON {
    package let event: EventName
    package let run: String?
    package let found, stored, duplicates, unchanged, superseded, skipped, failed, bytes: Int
    package let peak_memory_bytes: Int
    package let seconds: Double
    package let interrupted: Bool

    package init(_ summary: IngestSummary, superseded: Int, peakMemory: Int) {
        event = .summary
        run = summary.run
        found = summary.counts.found
        stored = summary.counts.stored
        duplicates = summary.counts.duplicates
        unchanged = summary.counts.unchanged
        self.superseded = superseded
        skipped = summary.counts.skipped
        failed = summary.counts.failed
        bytes = summary.counts.bytes
        peak_memory_bytes = peakMemory
        seconds = rounded(summary.seconds)
        interrupted = summary.wasInterrupted
    }
}
