import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// Makes a batch of copied assets part of the other store, in the steps of `Commit`. Blocks.
struct CommitCopies: Sendable {
    let target: Library
    let session: RunSession
    let keepsExisting: Bool

    private var staging: StagingArea { session.staging }

    /// - Throws: what keeps the other store from working; then nothing of the batch is in it.
    func commit(
        _ batch: [CopyCandidate], _ blobs: [Digest: CopiedBlob], others: [CopyItem],
        _ counts: RunCounts
    ) throws -> (items: [CopyItem], counts: RunCounts) {
        let staged = blobs.values.compactMap(\.staged)
        let renditions = blobs.values.flatMap(\.renditions)
        try staging.sync(staged + renditions)
        return try target.directory.withObjectLock(.shared) {
            try target.directory.objects.publish(staged + renditions, from: staging)
            return try target.record(staging, session.journal) { writer, facts, links in
                try record(batch, blobs, others, counts, &facts, &links, writer)
            }
        }
    }

    private func record(
        _ batch: [CopyCandidate], _ blobs: [Digest: CopiedBlob], _ others: [CopyItem],
        _ counts: RunCounts, _ facts: inout JournalFacts, _ links: inout LinkChanges,
        _ writer: CatalogWriter
    ) throws -> (items: [CopyItem], counts: RunCounts) {
        var counts = counts
        let now = facts.later(target.clock.now())
        try writer.upsert(target.configuration.recipes.map(\.recipe), &facts, at: now)
        var items = others
        for candidate in batch {
            let blob = blobs[candidate.digest]
            items.append(try record(candidate, blob, now, &facts, &links, writer))
        }
        for item in items {
            counts.add(item)
            guard case .failed(let failure) = item.outcome else { continue }
            try writer.insert(
                RunFailure(number: counts.failed, failure, target.words), run: session.id)
        }
        try writer.updateRun(id: session.id, counts)
        return (items, counts)
    }

    private func record(
        _ candidate: CopyCandidate, _ copied: CopiedBlob?, _ now: Int64,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> CopyItem {
        let verdict = try CopyVerdict(
            candidate.listing, at: candidate.path, keepsExisting: keepsExisting, writer.reader)
        let file = candidate.path.text
        switch verdict {
        case .finished(let outcome, let id):
            var item = CopyItem(file: file, outcome: outcome)
            item.assetID = id
            item.digest = candidate.digest
            return item
        case .needed(let occupant):
            if case .failed(let kind, let reason) = copied?.body {
                return .failed(file, kind, reason)
            }
            guard
                try copied?.staged != nil || target.hasObject(candidate.digest, writer.reader)
            else {
                return CopyItem(file: file, outcome: .failed(.collected(file)))
            }
            do {
                return try store(candidate, copied, occupant, now, &facts, &links, writer)
            } catch let error as StoreError {
                return .failed(file, .pathTaken, error.message)
            }
        }
    }

    private func store(
        _ candidate: CopyCandidate, _ copied: CopiedBlob?, _ occupant: PathOccupant?,
        _ now: Int64, _ facts: inout JournalFacts, _ links: inout LinkChanges,
        _ writer: CatalogWriter
    ) throws -> CopyItem {
        let (path, asset) = (candidate.path, candidate.listing.asset)
        try links.link(path, candidate.digest)
        var isNew = false
        if case .staged(_, let blob) = copied?.body { isNew = try writer.insert(blob) }
        for rendition in copied?.records ?? [] { try writer.insert(rendition) }
        try writer.insertCopy(of: asset, candidate.version)
        try writer.occupy(
            bucket: path.bucketText, path: path.pathText, assetID: asset.id, kind: asset.kind,
            superseding: occupant, at: now)
        try facts.add(
            asset, path, candidate.digest, superseding: occupant?.assetID, at: now,
            retrieved: RetrievalRecord(asset, candidate.version), bytes: candidate.blob.size)
        var item = CopyItem(file: path.text, outcome: isNew ? .stored : .duplicate)
        item.assetID = asset.id
        item.digest = candidate.digest
        item.bytes = isNew ? candidate.blob.size : 0
        item.superseded = occupant?.assetID
        return item
    }
}

extension CopyItem {
    static func failed(_ file: String, _ kind: FailureKind, _ reason: String) -> CopyItem {
        CopyItem(file: file, outcome: .failed(Failure(file: file, kind: kind, reason: reason)))
    }
}
