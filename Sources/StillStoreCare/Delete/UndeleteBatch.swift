import Catalog
import ContentStore
import Domain
import StillStoreCore
import Values

/// Makes a batch of deleted assets current again, in one transaction. Blocks.
struct UndeleteBatch: Sendable {
    let library: Library
    let session: RunSession
    /// Another path than the former one.
    let place: BucketPath?

    func undelete(
        _ references: [String], _ summary: DeletionSummary
    ) throws -> ([DeletionItem], DeletionSummary) {
        // `gc` collects nothing between the reading of a row and the commit.
        try library.directory.withObjectLock(.shared) {
            try library.record(session.staging, session.journal) { writer, facts, links in
                try undelete(references, summary, &facts, &links, writer)
            }
        }
    }

    private func undelete(
        _ references: [String], _ summary: DeletionSummary, _ facts: inout JournalFacts,
        _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> ([DeletionItem], DeletionSummary) {
        var summary = summary
        var items: [DeletionItem] = []
        for reference in references {
            let item = try undelete(reference, &facts, &links, writer)
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

    private func undelete(
        _ reference: String, _ facts: inout JournalFacts, _ links: inout LinkChanges,
        _ writer: CatalogWriter
    ) throws -> DeletionItem {
        let listing: AssetListing
        switch try NamedAsset.toUndelete(reference, writer.reader) {
        case .none:
            return DeletionItem(
                reference, failed: .notFound,
                "there is no such asset, or it was collected", .listDeleted
            )
        case .unclear(let reason):
            return DeletionItem(reference, failed: .unclear, reason)
        case .found(let found): listing = found
        }
        let asset = listing.asset
        if asset.deletedAt == nil { return DeletionItem(reference, .unchanged, listing) }
        let now = facts.later(library.clock.now())
        guard let digest = asset.digest else {
            // It waits for its retrieval again, with its target path.
            try writer.undelete(asset.id, at: now)
            facts.tell(.restored, asset.id, of: asset.userID)
            return DeletionItem(reference, .undeleted, listing)
        }
        if asset.supersededBy != nil, place == nil {
            return DeletionItem(
                reference, failed: .superseded,
                "another asset had taken its path before it was deleted", .chooseNewPath
            )
        }
        guard let target = try place ?? lastPlace(of: listing) else {
            return DeletionItem(
                reference, failed: .noPath,
                "it lived nowhere", .chooseNewPath)
        }
        let (bucket, path) = (target.bucketText, target.pathText)
        if let occupant = try writer.reader.occupant(bucket: bucket, path: path) {
            return DeletionItem(
                reference, failed: .pathTaken,
                "\(target.text) is the path of \(occupant.assetID) now", .chooseOtherPath
            )
        }
        do {
            try links.link(target, digest)
        } catch let error as StoreError {
            return DeletionItem(reference, failed: .pathTaken, error.message)
        }
        try writer.undelete(asset.id, at: now)
        try writer.reoccupy(bucket: bucket, path: path, assetID: asset.id, at: now)
        try facts.addUndeletion(of: asset.id, at: target, superseding: nil, time: now)
        facts.tell(.restored, asset.id, of: asset.userID)
        var item = DeletionItem(reference, .undeleted, listing)
        item.bucket = bucket
        item.path = path
        return item
    }

    private func lastPlace(of listing: AssetListing) throws -> BucketPath? {
        guard let bucket = listing.bucket, let path = listing.path else { return nil }
        return try BucketPath(recorded: bucket, path)
    }
}
