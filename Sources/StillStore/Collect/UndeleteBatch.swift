import Catalog
import ContentStore
import Foundation

/// Lets a batch of deleted assets live again, in one transaction. It blocks.
struct UndeleteBatch: Sendable {
    let library: Library
    let session: RunSession
    /// Elsewhere than where it lived.
    let place: BucketPath?

    func callAsFunction(
        _ references: [String], _ summary: DeletionSummary
    ) throws -> ([DeletionItem], DeletionSummary) {
        // Nothing is collected between the look at a row and its commit.
        try library.directory.recording {
            try library.catalog.write { writer in try undelete(references, summary, writer) }
        }
    }

    private func undelete(
        _ references: [String], _ summary: DeletionSummary, _ writer: CatalogWriter
    ) throws -> ([DeletionItem], DeletionSummary) {
        var summary = summary
        var changed = ChangedDirectories()
        var facts = try JournalFacts(of: writer)
        var items: [DeletionItem] = []
        var linked: [(path: BucketPath, digest: Digest)] = []
        do {
            for reference in references {
                let item = try undelete(reference, &changed, &facts, &linked, writer)
                summary.add(item)
                items.append(item)
                if let failure = item.failure {
                    try writer.insert(
                        RunFailure(
                            number: summary.failed, file: failure.file, kind: failure.kind,
                            reason: failure.reason), run: session.id)
                }
            }
            try writer.write(facts, to: session.journal)
            try session.staging.makeEachDurable(changed)
            try writer.updateRun(id: session.id, summary.counts)
        } catch {
            for link in linked {
                _ = try? library.directory.removeLink(link.path, showing: link.digest, &changed)
            }
            throw error
        }
        return (items, summary)
    }

    private func undelete(
        _ reference: String, _ changed: inout ChangedDirectories, _ facts: inout JournalFacts,
        _ linked: inout [(path: BucketPath, digest: Digest)], _ writer: CatalogWriter
    ) throws -> DeletionItem {
        let listing: AssetListing
        switch try NamedAsset.toUndelete(reference, writer.reader) {
        case .none:
            return DeletionItem(
                reference, failed: "not-found",
                "there is no such asset, or it was collected: 'stillstore list --deleted' shows what can be brought back"
            )
        case .unclear(let reason):
            return DeletionItem(reference, failed: "unclear", reason)
        case .found(let found): listing = found
        }
        let asset = listing.asset
        if asset.deletedAt == nil { return DeletionItem(reference, .unchanged, listing) }
        let now = facts.later(Time.now())
        guard let digest = asset.digest.map({ Digest(bytes: $0) }) else {
            // It waits again, for the place that it was to land at.
            try writer.undelete(asset.id, at: now)
            return DeletionItem(reference, .undeleted, listing)
        }
        if asset.supersededBy != nil, place == nil {
            return DeletionItem(
                reference, failed: "superseded",
                "another asset had taken its path before it was deleted: say where it is to live with --at BUCKET/PATH"
            )
        }
        guard let target = try place ?? lastPlace(of: listing) else {
            return DeletionItem(
                reference, failed: "no-path",
                "it lived nowhere: say where it is to live with --at BUCKET/PATH")
        }
        let (bucket, path) = (target.bucketText, target.pathText)
        if let occupant = try writer.reader.occupant(bucket: bucket, path: path) {
            return DeletionItem(
                reference, failed: "path-taken",
                "\(target.text) is the path of \(occupant.assetID) now: choose another with --at BUCKET/PATH"
            )
        }
        do {
            try session.staging.link(target, to: digest, &changed)
        } catch let error as StoreError {
            return DeletionItem(reference, failed: "path-taken", error.message)
        }
        linked.append((target, digest))
        try writer.undelete(asset.id, at: now)
        try writer.reoccupy(bucket: bucket, path: path, assetID: asset.id, at: now)
        try facts.addUndeletion(of: asset.id, at: target, superseding: nil, time: now)
        var item = DeletionItem(reference, .undeleted, listing)
        item.bucket = bucket
        item.path = path
        return item
    }

    private func lastPlace(of listing: AssetListing) throws -> BucketPath? {
        guard let bucket = listing.bucket, let path = listing.path else { return nil }
        return try BucketPath(
            bucket: EscapedName.bytes(bucket), path: EscapedName.bytes(path),
            limits: library.limits.name)
    }
}
