import Catalog
import ContentStore
import Values

/// Makes sure that a catalogue belongs to the store it is in. Called with nobody else opening the
/// store.
struct ClaimCatalog {
    let directory: StoreDirectory
    let catalog: Catalog
    /// The store's id.
    let store: String

    /// - Throws: `StoreError.catalogOfAnother`.
    func claim() throws {
        switch try catalog.read({ try $0.storeID() }) {
        case store: return
        case let other?:
            throw StoreError.catalogOfAnother(directory.catalog.path, found: other, wanted: store)
        case nil: try adopt()
        }
    }

    /// A catalogue of an earlier version does not say whose it is, and may lack the sizes of files
    /// that are older still. They are noted now, unless they tell of what it does not know: then it
    /// is no copy of today, and stays without an id until it is rebuilt.
    private func adopt() throws {
        let unknown = try StaleCatalogCheck(directory, catalog).check()
        let foreign = try unknownAssets(of: unknown)
        try catalog.write { writer in
            for file in unknown where foreign[file.name] == nil {
                try writer.upsert(JournalFile(name: file.name, size: file.size))
            }
            if foreign.isEmpty { try writer.setStoreID(store) }
        }
    }

    /// By file, the assets that have an object here, are not in the catalogue, and were not let go
    /// of. One that cannot be read has `?`.
    private func unknownAssets(
        of files: [StaleCatalogCheck.File]
    ) throws -> [String: Set<String>] {
        var unknown: [String: Set<String>] = [:]
        for file in files {
            let isRead = try eachFact(of: file.name) { fact in
                guard case .asset(let asset) = fact, let digest = Digest(hex: asset.digest),
                    try catalog.read({ try $0.asset(id: asset.id) }) == nil,
                    try directory.objects.facts(of: .original(digest)) != nil
                else { return }
                unknown[file.name, default: []].insert(asset.id)
            }
            if !isRead { unknown[file.name, default: []].insert("?") }
        }
        if unknown.isEmpty { return [:] }
        for name in try directory.journal.names() {
            _ = try eachFact(of: name) { fact in
                guard case .purge(let purge) = fact else { return }
                for name in unknown.keys { unknown[name]?.remove(purge.id) }
            }
        }
        return unknown.filter { !$0.value.isEmpty }
    }

    private func eachFact(
        of name: String, _ take: (JournalFact) throws -> Void
    ) throws -> Bool {
        do {
            try ReadJournal(try directory.journal.open(name)).eachLine { line in
                if case .fact(let fact, _) = line { try take(fact) }
            }
            return true
        } catch let error as DiskError where error.path == directory.journal.location(name) {
            return false
        }
    }
}
