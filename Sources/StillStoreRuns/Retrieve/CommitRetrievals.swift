package import Catalog
import ContentStore
import Imaging
import Retrieval
import StillStoreCore
import Values

/// Makes a batch of retrieved items part of the store, in the steps of `Commit`, and completes
/// their rows in the same transaction. Blocks; one thread runs all commits of a run.
final class CommitRetrievals: Sendable {
    typealias Committed = (items: [RetrievalItem], counts: RunCounts)

    private let library: Library
    private let session: RunSession
    private let policy: RetryPolicy
    /// The run itself tries failed ones again.
    private let keepsRequests: Bool
    private let partials: PartialFiles

    init(_ library: Library, _ session: RunSession, _ policy: RetryPolicy, keepsRequests: Bool) {
        self.library = library
        self.session = session
        self.policy = policy
        self.keepsRequests = keepsRequests
        partials = PartialFiles(in: library.directory)
    }

    /// - Throws: `StoreFailure`; then nothing of the batch is stored.
    func commit(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts
    ) throws(StoreFailure) -> Committed {
        do {
            let batch = try batch.map(checkingFile)
            let contents = batch.compactMap(\.content)
            let staging = session.staging
            try staging.sync(contents.flatMap(\.allStaged))
            let committed = try library.directory.withObjectLock(.shared) {
                try library.directory.objects.publish(
                    contents.compactMap(\.staged) + contents.flatMap(\.renditions),
                    from: staging)
                return try library.record(staging, session.journal) { writer, facts, links in
                    try record(batch, hosts, counts, &facts, &links, writer)
                }
            }
            for id in committed.ids { try? partials.discard(id) }
            return (committed.items, committed.counts)
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    /// If the asset was deleted and collected while it was fetched, the file is gone too.
    private func checkingFile(_ item: RetrievedItem) throws(DiskError) -> RetrievedItem {
        guard let staged = item.content?.staged,
            try !session.staging.has(staged.path)
        else { return item }
        var item = item
        item.body = .failed(RetrievalError(.disk, Failure.collected(item.record.source).reason))
        return item
    }

    private func record(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> (items: [RetrievalItem], counts: RunCounts, ids: [String]) {
        // Items whose bytes are committed here; other rows are claimed by another run by now.
        var ids: [String] = []
        var counts = counts
        var items: [RetrievalItem] = []
        var changes: [FileChange] = []
        let now = library.clock.now()
        let complete = CompleteRetrieval(
            library: library, runID: session.id, policy: policy, keepsRequests: keepsRequests,
            partials: partials, writer: writer, now: now)
        try writer.upsert(library.ingestRecipes, &facts, at: now)
        for host in hosts { try writer.upsert(host) }
        for item in batch {
            // Another program took the claim back because it thought this run dead.
            guard try writer.isHeld(item.record.id, by: session.id) else { continue }
            if case .released = item.body {
                try writer.release(run: session.id, ids: [item.record.id], at: now)
                continue
            }
            let committed = try complete.complete(item, &facts, &links)
            if let change = FileChange(committed, of: item.record.id) { changes.append(change) }
            if item.content != nil { ids.append(item.record.id) }
            // Items that this run tries again are not finished.
            let comesAgain = keepsRequests && committed.nextAttempt != nil
            if comesAgain { counts.bytes += Int(item.bytes) }
            if !comesAgain { counts.add(committed, bytes: Int(item.bytes)) }
            if !comesAgain, case .failed(let failure) = committed.outcome {
                try writer.insert(
                    RunFailure(number: counts.failed, failure, library.words), run: session.id)
            }
            items.append(committed)
        }
        try FileChange.follow(changes, in: library, writer, &facts)
        try writer.updateRun(id: session.id, counts)
        return (items, counts, ids)
    }
}

extension RunCounts {
    package mutating func add(_ item: RetrievalItem, bytes: Int = 0) {
        switch item.outcome {
        case .stored: stored += 1
        case .duplicate: duplicates += 1
        case .unchanged: unchanged += 1
        case .pending, .planned: break
        case .skipped: skipped += 1
        case .failed: failed += 1
        }
        found += 1
        self.bytes += bytes
    }
}
