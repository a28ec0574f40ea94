import Catalog
import ContentStore
import StillStoreCore
import Values

extension RebuildCatalog {
    /// The bucket for objects that nothing refers to.
    static let recovered = "recovered"

    /// Reports whole objects that no asset has or, if that was asked for, makes assets of them in a
    /// bucket of their own.
    func adoptUnclaimed(_ progress: inout RebuildProgress) throws {
        var after: Digest?
        while true {
            try checkStop()
            let page = try catalog.write {
                try $0.unclaimed(after: after, limit: RebuildCatalog.batch)
            }
            guard let last = page.last else { return }
            after = last.digest
            if adopts {
                try adopt(page)
                progress.adopted += page.count
            } else {
                progress.unclaimed += page.count
                for blob in page { progress.report(.unclaimed(blob.digest)) }
            }
            progress.report(.examined(page.count))
        }
    }

    /// Their links are made once the new catalogue has replaced the old: see `linkRebuilt`.
    private func adopt(_ blobs: [BlobRecord]) throws {
        var facts = JournalFacts()
        try catalog.write { writer in
            for blob in blobs {
                let digest = blob.digest
                let ending = blob.picture.map { $0.format == "jpeg" ? "jpg" : $0.format } ?? "bin"
                let place = try BucketPath(
                    recorded: RebuildCatalog.recovered, "\(digest.hex).\(ending)")
                let occupant = try writer.catalog.reader.occupant(
                    bucket: place.bucketText, path: place.pathText)
                try add(
                    blob, at: place, createdAt: blob.createdAt, superseding: occupant, &facts,
                    writer)
            }
        }
        try journal.append(facts.lines)
    }
}
