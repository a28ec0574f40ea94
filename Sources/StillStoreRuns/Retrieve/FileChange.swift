import Catalog
import Domain
import StillStoreCore

/// What became of an asset that was to be fetched, as far as those are concerned who wait for it: the
/// generations that show it, and their jobs.
struct FileChange {
    private enum What {
        case arrived
        case failed(String)
        /// Another asset has the bytes.
        case known(String)
    }

    private let asset: String
    private let what: What

    /// Nil where nothing is decided yet.
    init?(_ item: RetrievalItem, of asset: String) {
        self.asset = asset
        switch item.outcome {
        case .stored, .duplicate: what = .arrived
        case .failed(let failure):
            if item.nextAttempt != nil { return nil }
            what = .failed(failure.reason)
        case .unchanged:
            guard let holder = item.assetID, holder != asset else { return nil }
            what = .known(holder)
        case .pending, .planned, .skipped: return nil
        }
    }

    /// In the transaction that recorded them.
    static func follow(
        _ changes: [FileChange], in library: Library, _ writer: CatalogWriter,
        _ facts: inout JournalFacts
    ) throws {
        if changes.isEmpty { return }
        try library.domain.change(alongside: writer, &facts) { transaction in
            for change in changes {
                switch change.what {
                case .arrived: try transaction.fileArrived(change.asset)
                case .failed(let reason):
                    try transaction.fileFailed(change.asset, error: reason)
                case .known(let holder):
                    try transaction.fileIsKnown(change.asset, as: holder)
                }
            }
        }
    }
}
