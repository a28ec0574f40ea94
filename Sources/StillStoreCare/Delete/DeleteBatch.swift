import Catalog
import ContentStore
import Domain
import StillStoreCore
import Values

/// Deletes a batch of assets in one transaction. It blocks.
struct DeleteBatch: Sendable {
    let library: Library
    /// Nil for a dry run.
    let session: RunSession?

    func delete(
        _ batch: [DeletionTarget], _ summary: inout DeletionSummary
    ) throws -> [DeletionItem] {
        var after = summary
        let items: [DeletionItem]
        if let session {
            (items, after) = try library.record(session.staging, session.journal) {
                writer, facts, links in
                try delete(batch, after, session, &facts, &links, writer)
            }
        } else {
            items = try library.catalog.read { reader in
                try batch.compactMap { try find(at: $0, reader).item }
            }
            for item in items { after.add(item) }
        }
        summary = after
        return items
    }

    /// What will be done with one target, and to which asset; no item if a filter's match has
    /// changed.
    private func find(
        at target: DeletionTarget, _ reader: CatalogReader
    ) throws -> (item: DeletionItem?, asset: AssetListing?) {
        switch target {
        case .listed(let id):
            guard let asset = try reader.asset(id: id), asset.asset.isCurrent else {
                return (nil, nil)
            }
            return (DeletionItem(id, .deleted, asset), asset)
        case .named(let name):
            switch try NamedAsset.toDelete(name, reader) {
            case .none:
                return (
                    DeletionItem(
                        name, failed: .notFound,
                        "there is no such asset", .nameAsset
                    ), nil
                )
            case .unclear(let reason): return (DeletionItem(name, failed: .unclear, reason), nil)
            case .found(let asset):
                if asset.asset.deletedAt != nil {
                    return (DeletionItem(name, .unchanged, asset), nil)
                }
                return (DeletionItem(name, .deleted, asset), asset)
            }
        }
    }

    private func delete(
        _ batch: [DeletionTarget], _ summary: DeletionSummary, _ session: RunSession,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> ([DeletionItem], DeletionSummary) {
        var summary = summary
        var items: [DeletionItem] = []
        let now = facts.later(library.clock.now())
        for target in batch {
            let (item, asset) = try find(at: target, writer.reader)
            guard let item else { continue }
            if let asset {
                let link = try library.shownLink(of: asset, writer.reader)
                try writer.delete(asset.asset.id, at: now)
                // An asset that never had bytes is not in the journal.
                if asset.asset.digest != nil {
                    try facts.addDeletion(of: asset.asset.id, at: now)
                }
                facts.tell(.deleted, asset.asset.id, of: asset.asset.userID)
                if let link { links.remove(link.path, showing: link.digest) }
            }
            summary.add(item)
            items.append(item)
            if let failure = item.failure {
                try writer.insert(
                    RunFailure(number: summary.failed, failure, library.words), run: session.id)
            }
        }
        try writer.updateRun(id: session.id, summary.counts)
        return (items, summary)
    }
}

extension Library {
    /// The link of the asset, if the asset is current at its path.
    func shownLink(
        of listing: AssetListing, _ reader: CatalogReader
    ) throws -> (path: BucketPath, digest: Digest)? {
        guard let bucket = listing.bucket, let path = listing.path,
            let digest = listing.asset.digest,
            try reader.occupant(bucket: bucket, path: path)?.assetID == listing.asset.id
        else { return nil }
        return (try BucketPath(recorded: bucket, path), digest)
    }
}
