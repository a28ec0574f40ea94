package import Catalog
package import ContentStore
import Values

/// Sets links right that a transaction changed which was never committed: they show what the
/// catalogue says of their paths.
///
/// A process writes the facts of its transaction before it changes links, so that each of them has
/// a fact that names it. It is done before these facts are taken out of the journal: else a rebuild
/// would find links that nobody was told of, and take what they show for what was stored.
package struct RestoreLinks {
    package let directory: StoreDirectory
    package let catalog: Catalog

    package init(directory: StoreDirectory, catalog: Catalog) {
        self.directory = directory
        self.catalog = catalog
    }

    private static let batch = 512

    /// - Parameters:
    ///   - file: of the journal, by name; its facts from `start` on are looked at.
    ///   - area: a staging area that is held by the caller.
    package func restore(factsIn file: String, from start: UInt64, area: String) throws {
        var facts: [JournalFact] = []
        try ReadJournal(try directory.journal.open(file), from: start).eachLine { line in
            guard case .fact(let fact, _) = line else { return }
            facts.append(fact)
            guard facts.count == RestoreLinks.batch else { return }
            try restore(facts, area)
            facts = []
        }
        if !facts.isEmpty { try restore(facts, area) }
    }

    /// Behind the one writer's lock, because only there it is certain what a path shows.
    private func restore(_ facts: [JournalFact], _ area: String) throws {
        try catalog.write { writer in
            var changed = ChangedDirectories()
            for fact in facts {
                guard let change = try change(fact, writer.reader) else { continue }
                try restore(change, area, writer.reader, &changed)
            }
            try directory.tree.sync(changed)
        }
    }

    /// What a transaction did to the tree.
    private struct Change {
        let path: BucketPath
        /// What its link shows since; nil for one that was taken away.
        let shown: Digest?
    }

    private func change(_ fact: JournalFact, _ reader: CatalogReader) throws -> Change? {
        switch fact {
        case .asset(let asset):
            return try? Change(
                path: BucketPath(recorded: asset.bucket, asset.path),
                shown: Digest(hex: asset.digest))
        case .undeletion(let place):
            guard let path = try? BucketPath(recorded: place.bucket, place.path) else {
                return nil
            }
            let digest = try reader.asset(id: place.id)?.asset.digest
            return Change(path: path, shown: try digest ?? shown(path))
        case .deletion(let deletion):
            guard let listing = try reader.asset(id: deletion.id), let bucket = listing.bucket,
                let path = listing.path
            else { return nil }
            return try? Change(path: BucketPath(recorded: bucket, path), shown: nil)
        case .waiting, .recipe, .purge, .update, .source, .row: return nil
        }
    }

    private func shown(_ path: BucketPath) throws -> Digest? {
        try directory.tree.entry(at: path)?.shown
    }

    private func restore(
        _ change: Change, _ area: String, _ reader: CatalogReader,
        _ changed: inout ChangedDirectories
    ) throws {
        let occupant = try reader.occupant(
            bucket: change.path.bucketText, path: change.path.pathText)
        if let digest = occupant?.digest {
            try directory.tree.restore(
                change.path, to: digest, area: area, &changed)
        } else if let shown = change.shown {
            // Only that one: on a file system that ignores case it may be another name's link.
            try directory.tree.unlink(change.path, showing: shown, &changed)
        }
    }
}
