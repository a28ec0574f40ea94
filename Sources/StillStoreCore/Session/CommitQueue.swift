/// What waits to be committed. While one batch waits for the disk the next one gathers: many writers
/// share each wait, and a single one waits for nobody.
package actor CommitQueue<Item: Sendable, Answer: Sendable> {
    private struct Entry {
        let item: Item
        let done: CheckedContinuation<Answer, any Error>
    }

    private let library: Library
    private let fitTogether: @Sendable (Item, Item) -> Bool
    private let commitBatch: @Sendable ([Item]) throws -> [Answer]
    private var waiting: [Entry] = []
    private var isCommitting = false

    /// - Parameters:
    ///   - fitTogether: whether an item may be in one batch with the first.
    ///   - commitBatch: makes a batch durable and answers each item; blocks, on the committer's thread.
    package init(
        _ library: Library, together fitTogether: @escaping @Sendable (Item, Item) -> Bool,
        _ commitBatch: @escaping @Sendable ([Item]) throws -> [Answer]
    ) {
        self.library = library
        self.fitTogether = fitTogether
        self.commitBatch = commitBatch
    }

    /// Returns when the item is durable.
    /// - Throws: what `commitBatch` throws; then nothing of the batch is stored.
    package func commit(_ item: Item) async throws -> Answer {
        try await withCheckedThrowingContinuation { done in
            waiting.append(Entry(item: item, done: done))
            if isCommitting { return }
            isCommitting = true
            Task { await commitAll() }
        }
    }

    private func commitAll() async {
        while let first = waiting.first?.item {
            let batch = Array(
                waiting.prefix { fitTogether($0.item, first) }.prefix(library.batchItems))
            waiting.removeFirst(batch.count)
            await commit(batch)
        }
        isCommitting = false
    }

    private func commit(_ batch: [Entry]) async {
        let items = batch.map(\.item)
        do {
            let answers = try await library.committer.run { [commitBatch] in
                try commitBatch(items)
            }
            for (entry, answer) in zip(batch, answers) { entry.done.resume(returning: answer) }
        } catch {
            for entry in batch { entry.done.resume(throwing: error) }
        }
    }
}
