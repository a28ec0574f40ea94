import Catalog
import StillStoreCore
import StillStoreRuns
import Values

/// What became of one file or source of a run.
public struct RunItem: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        /// New bytes.
        case stored
        /// A new asset, of bytes that the store had.
        case duplicate
        /// The store had it there, or its source has not changed.
        case unchanged
        /// Not now: somebody else fetches it, or it was deleted here.
        case skipped
        case failed(StillStoreError)
    }

    /// The file's path, or the source's address without credentials.
    public let source: String
    public let outcome: Outcome
    /// Of the asset, where there is one.
    public let assetID: String?
}

/// What a run came to.
public struct RunResult: Sendable, Equatable {
    /// Its id in the store's record of runs.
    public let run: String?
    public let found, stored, duplicates, unchanged, failed: Int
    /// Whether it was stopped before its end. What it reported stays.
    public let wasInterrupted: Bool

    init(_ run: String?, _ counts: RunCounts, _ wasInterrupted: Bool) {
        self.run = run
        found = counts.found
        stored = counts.stored
        duplicates = counts.duplicates
        unchanged = counts.unchanged
        failed = counts.failed
        self.wasInterrupted = wasInterrupted
    }
}

extension Store {
    /// Stores all pictures of files and directories, below their names. May be repeated: what is
    /// there already is not read again. A cancelled task stops after the batch in flight.
    /// - Parameters:
    ///   - prefix: of their paths in the bucket.
    ///   - report: hears of each file when what it says is durable, one after another.
    /// - Throws: what keeps the store as a whole from working; what is wrong with a file is
    ///   reported.
    public func ingest(
        _ paths: [String], into bucket: String, prefix: String = "",
        report: @escaping @Sendable (RunItem) -> Void = { _ in }
    ) async throws -> RunResult {
        try await StillStoreError.translating {
            var request = IngestRequest()
            request.roots = paths.map { FilePath($0) }
            request.placement.bucket = Array(bucket.utf8)
            request.placement.prefix = Array(prefix.utf8)
            request.countsAhead = false
            let summary = try await library.ingest(request) { event in
                if case .item(let item) = event { report(RunItem(item)) }
            }
            return RunResult(summary.run, summary.counts, summary.wasInterrupted)
        }
    }

    /// Fetches pictures from addresses (`https:`, `s3:`, `gs:`, `file:`, `data:`). What fails is
    /// recorded with when it will be tried again, by `retry` or by the program's `retry`.
    /// - Parameters:
    ///   - bucket: where they land; nil for one named like their host.
    ///   - areTrusted: they come from who runs the program: files of this machine, and hosts of its
    ///     network, may be among them. Else these are refused, by redirects too.
    public func fetch(
        _ addresses: [String], into bucket: String? = nil, areTrusted: Bool = false,
        report: @escaping @Sendable (RunItem) -> Void = { _ in }
    ) async throws -> RunResult {
        try await StillStoreError.translating {
            var request = FetchRequest()
            let items = addresses.map { address in
                var item = SourceItem(address)
                item.isTrusted = areTrusted
                return item
            }
            request.sources = [.items(items)]
            request.bucket = bucket.map { Array($0.utf8) }
            let summary = try await library.fetch(request) { event in
                if case .item(let item) = event { RunItem(item).map(report) }
            }
            return RunResult(summary.run, summary.counts, summary.wasInterrupted)
        }
    }

    /// Fetches again what failed and is due.
    public func retry(
        report: @escaping @Sendable (RunItem) -> Void = { _ in }
    ) async throws -> RunResult {
        try await StillStoreError.translating {
            let summary = try await library.retry(RetryRequest()) { event in
                if case .item(let item) = event { RunItem(item).map(report) }
            }
            return RunResult(summary.run, summary.counts, summary.wasInterrupted)
        }
    }
}

extension RunItem {
    init(_ item: IngestItem) {
        source = item.file
        assetID = item.assetID
        outcome =
            switch item.outcome {
            case .stored: .stored
            case .duplicate: .duplicate
            case .unchanged: .unchanged
            case .failed(let failure): .failed(StillStoreError(failure))
            }
    }

    /// Nil for what only waits.
    init?(_ item: RetrievalItem) {
        source = item.source
        assetID = item.assetID
        switch item.outcome {
        case .stored: outcome = .stored
        case .duplicate: outcome = .duplicate
        case .unchanged: outcome = .unchanged
        case .skipped: outcome = .skipped
        case .failed(let failure): outcome = .failed(StillStoreError(failure))
        case .pending, .planned: return nil
        }
    }
}
