import Catalog
import StillStoreCore
import Synchronization

/// Cuts what is to be deleted into batches: named assets first, then those that the filter matches.
final class DeletionBatches: Sendable {
    private struct State {
        var named: ArraySlice<String>
        var after: String?
        var isOver: Bool
    }

    private let library: Library
    private let filter: AssetFilter?
    private let began: Int64
    private let state: Mutex<State>

    private static let count = 256

    init(_ library: Library, _ request: DeletionRequest, began: Int64) {
        self.library = library
        self.began = began
        filter = request.filter
        state = Mutex(State(named: request.references[...], isOver: request.filter == nil))
    }

    /// The next batch, or nil at the end.
    func next() throws -> [DeletionTarget]? {
        try state.withLock { state in
            if !state.named.isEmpty {
                let batch = state.named.prefix(DeletionBatches.count)
                state.named = state.named.dropFirst(batch.count)
                return batch.map { .named($0) }
            }
            guard let filter, !state.isOver else { return nil }
            let page = try library.list(filter, after: state.after, limit: DeletionBatches.count)
            state.isOver = page.count < DeletionBatches.count
            if page.isEmpty { return nil }
            state.after = page.last.map { filter.cursor(behind: $0) }
            // Assets that were added since the run began stay: the person cannot have meant them.
            return page.filter { $0.asset.createdAt <= began }
                .map { .listed($0.asset.id) }
        }
    }
}
