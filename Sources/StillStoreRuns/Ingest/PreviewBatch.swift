import Catalog
import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Says what a commit would do, and writes nothing.
final class PreviewBatch: BatchStep {
    private let library: Library
    /// Digests that would be new, so that their second file counts as a duplicate.
    private let fresh = Mutex<Set<Digest>>([])

    init(_ library: Library) { self.library = library }

    func finish(
        _ batch: [PreparedItem], _ counts: RunCounts, isLast: Bool
    ) throws -> BatchOutcome {
        var counts = counts
        let items = try library.catalog.read { reader in try batch.map { try preview($0, reader) } }
        for (prepared, item) in zip(batch, items) { counts.add(item, bytes: prepared.bytesRead) }
        return .done(items, counts)
    }

    private func preview(_ prepared: PreparedItem, _ reader: CatalogReader) throws -> IngestItem {
        let file = prepared.file.text
        switch prepared.body {
        case .failed(let kind, let reason, let remedy):
            return .failed(Failure(file: file, kind: kind, reason: reason, remedy: remedy))
        case .unchanged(let digest, let assetID, let path):
            return IngestItem(file: file, .unchanged, assetID, digest, path)
        case .content(let content):
            let (bucket, path) = (content.path.bucketText, content.path.pathText)
            let occupant = try reader.occupant(bucket: bucket, path: path)
            let isSame = occupant?.digest == content.digest
            let isNew = content.blob != nil && fresh.withLock { $0.insert(content.digest).inserted }
            var item = IngestItem(
                file: file, outcome: isSame ? .unchanged : isNew ? .stored : .duplicate,
                assetID: isSame ? occupant?.assetID : nil, digest: content.digest,
                bucket: bucket, path: path)
            if !isSame { item.superseded = occupant?.assetID }
            return item
        }
    }
}
