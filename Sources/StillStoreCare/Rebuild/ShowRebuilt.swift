import Catalog
import ContentStore
import StillStoreCore
import Values

extension RebuildCatalog {
    /// Makes the tree equal to the new catalogue where this rebuild, or a program that died, may
    /// have left a difference. Only now: a rebuild that does not complete changes no link.
    func linkRebuilt() throws {
        let catalog = try Catalog(path: directory.catalog.path.databaseName)
        defer { catalog.close() }
        if adopts { try linkAdopted(catalog) }
        let restore = RestoreLinks(directory: directory, catalog: catalog)
        // The next run removes what cannot be removed now.
        try? StagingArea.sweep(directory) { area in
            let file = area + JournalFiles.ending
            if try directory.journal.facts(file) != nil {
                try restore.restore(factsIn: file, from: 0, area: area)
            }
            return true
        }
    }

    /// All links of the bucket: those of a rebuild that was killed are in the journal by now.
    private func linkAdopted(_ catalog: Catalog) throws {
        var last = CurrentPath.Key(bucket: RebuildCatalog.recovered, path: "")
        while true {
            let page = try catalog.read {
                try $0.currentPaths(after: last, limit: RebuildCatalog.batch)
            }.filter { $0.bucket == RebuildCatalog.recovered }
            guard let end = page.last else { return }
            last = end.key
            var changed = ChangedDirectories()
            for path in page {
                guard let place = bucketPath(path.bucket, path.path) else { continue }
                try directory.tree.link(
                    place, to: path.digest, from: staging, &changed)
            }
            try staging.syncEach(changed)
        }
    }
}
