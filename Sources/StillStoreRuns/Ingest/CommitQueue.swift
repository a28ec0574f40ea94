import Catalog
import StillStoreCore

/// Prepared uploads that wait to be committed. While one batch waits for the disk the next one
/// gathers: many writers share each wait, and a single one waits for nobody.
actor CommitQueue {
    private struct Entry {
        let item: PreparedItem
        let prepare: Prepare
        let session: WriteSession
        let done: CheckedContinuation<IngestItem, any Error>
    }

    private let library: Library
    private var waiting: [Entry] = []
    private var isCommitting = false

    init(_ library: Library) { self.library = library }

    /// Returns when the item is durable.
    /// - Throws: `StoreFailure`; then it is not stored.
    func commit(
        _ item: PreparedItem, _ prepare: Prepare, _ session: WriteSession
    ) async throws -> IngestItem {
        try await withCheckedThrowingContinuation { done in
            waiting.append(Entry(item: item, prepare: prepare, session: session, done: done))
            if isCommitting { return }
            isCommitting = true
            Task { await commitAll() }
        }
    }

    private func commitAll() async {
        while let session = waiting.first?.session {
            let batch = Array(
                waiting.prefix { $0.session === session }.prefix(library.batchItems))
            waiting.removeFirst(batch.count)
            await commit(batch, session)
        }
        isCommitting = false
    }

    private func commit(_ batch: [Entry], _ session: WriteSession) async {
        let items = batch.map(\.item)
        let prepares = batch.map(\.prepare)
        do {
            let done = try await library.committer.run { [library] in
                let step = CommitBatch(
                    library: library, staging: session.staging, journal: session.journal, run: nil)
                return try library.committing(in: session) {
                    try FinishBatch(step: step, prepares: prepares).finish(items, RunCounts()).0
                }
            }
            for (entry, item) in zip(batch, done) { entry.done.resume(returning: item) }
        } catch {
            for entry in batch { entry.done.resume(throwing: error) }
        }
    }
}
