import Catalog
import ContentStore
import Domain
import Foundation
import Retrieval
import StillStoreCore
import Values

/// Assets that were retired long enough ago, and content that only they had.
final class PurgeAssets: GCPart {
    private let end: Retirement
    private var cursor: ExpiredAsset.Cursor?

    init(_ end: Retirement) { self.end = end }

    func step(_ run: GCRun) throws -> Bool {
        let page = try run.catalog.read {
            try $0.expired(end, past: run.grace, after: cursor, limit: GCRun.stepItems)
        }
        guard let last = page.last else { return false }
        cursor = last.cursor
        let items =
            if let session = run.session {
                try purge(page, run, session)
            } else {
                try run.catalog.read { try plan(page, run, $0) }
            }
        for item in items { run.send(item) }
        return true
    }

    /// Content is removed with the last of its assets; of several in one batch, with that of the
    /// smallest id.
    private func plan(
        _ page: [ExpiredAsset], _ run: GCRun, _ reader: CatalogReader
    ) throws -> [GCItem] {
        var items: [GCItem] = []
        for asset in page where try !isNeeded(asset, run, reader) {
            items.append(item(asset))
            guard let blob = asset.listing.blob,
                try !isKept(blob.digest, run, reader),
                try !reader.isOwned(blob.digest, beyond: run.grace),
                try !reader.isOwned(blob.digest, before: asset.listing.asset.id)
            else { continue }
            items += run.items(
                blob.digest, blob.size, try reader.renditions(of: blob.digest),
                reason)
        }
        return items
    }

    /// Whether a superseded asset is still used; what was deleted nothing keeps.
    private func isNeeded(
        _ asset: ExpiredAsset, _ run: GCRun, _ reader: CatalogReader
    ) throws -> Bool {
        let asset = asset.listing.asset
        guard asset.deletedAt == nil, !run.catalog.lacksExtension else { return false }
        return try run.library.domain.reader(on: reader).needsAsset(asset.id)
    }

    /// Whether another asset with the content is superseded and still used.
    private func isKept(
        _ digest: Digest, _ run: GCRun, _ reader: CatalogReader
    ) throws -> Bool {
        if run.catalog.lacksExtension { return false }
        let domain = run.library.domain.reader(on: reader)
        return try reader.supersededAssets(with: digest).contains { try domain.needsAsset($0) }
    }

    /// Rows first, files later: a crash between the two leaves files without rows.
    private func purge(
        _ page: [ExpiredAsset], _ run: GCRun, _ session: RunSession
    ) throws -> [GCItem] {
        try run.directory.withObjectLock(.exclusive) {
            let (assets, contents) = try run.catalog.write { writer in
                try purge(page, run, session, writer)
            }
            return try assets.map(item) + contents.flatMap { try run.discard($0, reason) }
        }
    }

    private func purge(
        _ page: [ExpiredAsset], _ run: GCRun, _ session: RunSession, _ writer: CatalogWriter
    ) throws -> ([ExpiredAsset], [PurgedContent]) {
        var facts = try JournalFacts(of: writer)
        var notes: [UInt8] = []
        var purged: [ExpiredAsset] = []
        let now = run.clock.now()
        for asset in page {
            // Read again here: it may have been undeleted since it was listed.
            let id = asset.listing.asset.id
            if try isNeeded(asset, run, writer.reader) { continue }
            let source = try writer.reader.source(of: id)
            let isLetGo = try isLetGo(asset.listing.asset, writer.reader)
            guard try writer.purge(id, past: run.grace) else { continue }
            purged.append(asset)
            if let source, isLetGo {
                for known in try letGo(source, of: id, at: now, writer) { try facts.add(known) }
            }
            notes += try PurgeNote(asset, end).line()
            if asset.listing.asset.digest != nil { try facts.addPurge(of: id, at: now) }
            facts.tell(.purged, id, of: asset.listing.asset.userID)
        }
        if purged.isEmpty { return ([], []) }
        let digests = Set(purged.compactMap(\.listing.asset.digest))
        try run.library.domain.change(alongside: writer, &facts) {
            try $0.releaseAssets(purged.map(\.listing.asset.id))
        }
        let contents = try digests.compactMap { try writer.purgeContent($0) }
        try run.appendToManifest(notes)
        try facts.addEvents(run.library, writer)
        try writer.write(facts, to: session.journal)
        return (purged, contents)
    }

    /// Whether the user deleted it, rather than that a newer version superseded it.
    private func isLetGo(_ asset: AssetRecord, _ reader: CatalogReader) throws -> Bool {
        guard asset.deletedAt == nil, let later = asset.supersededBy else { return true }
        return try reader.source(of: later) == nil
    }

    /// A deleted source is not fetched again, although nothing else is left of it.
    private func letGo(
        _ source: AssetSource, of id: String, at time: Int64, _ writer: CatalogWriter
    ) throws -> [KnownSource] {
        var known = try writer.letGo(ofSourcesOf: id, at: time)
        if let bucket = source.bucket, let target = source.targetPath,
            try !writer.reader.hasAsset(of: source)
        {
            let own = KnownSource(
                source: (try? SourceURI(source.source))?.identity ?? source.source,
                bucket: bucket, variant: source.variant, targetPath: target, assetID: nil,
                at: time)
            try writer.remember(own)
            known.append(own)
        }
        return known
    }

    private var reason: GCItem.Reason { end == .deleted ? .deleted : .superseded }

    private func item(_ asset: ExpiredAsset) -> GCItem {
        var item = GCItem(.asset, reason, asset.listing.asset.id)
        item.digest = asset.listing.asset.digest
        item.bucket = asset.listing.bucket
        item.path = asset.listing.path
        return item
    }
}

/// A line of `gc.jsonl`: an asset, as the catalogue had it.
private struct PurgeNote: Encodable {
    let id, kind, origin, name, metadata: String
    let digest, bucket, path, user_id, job_id, external_id, source, superseded_by: String?
    let created_at: Int64
    let superseded_at, deleted_at: Int64?

    init(_ expired: ExpiredAsset, _ end: Retirement) {
        let asset = expired.listing.asset
        id = asset.id
        kind = asset.kind.rawValue
        origin = asset.origin.rawValue
        name = asset.name
        metadata = asset.metadata
        digest = asset.digest?.hex
        bucket = expired.listing.bucket ?? asset.targetBucket
        path = expired.listing.path ?? asset.targetPath
        user_id = asset.userID
        job_id = asset.jobID
        external_id = asset.externalID
        source = asset.source
        superseded_by = asset.supersededBy
        created_at = asset.createdAt
        superseded_at = end == .superseded ? expired.endedAt : nil
        deleted_at = asset.deletedAt
    }

    func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
