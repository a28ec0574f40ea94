import Catalog
package import ContentStore
import Foundation
package import StillStoreCore
package import Values

extension Library {
    /// Makes a `stillstore.json` for a store that lost it: with the recipes that the journal
    /// records, and the id from the catalogue, or a new one. Other settings are those of a new
    /// store.
    ///
    /// Nothing records when a recipe's renditions are made: the recipes that a new store has keep
    /// its setting, all others are made at each ingest.
    /// - Parameter skipsUnreadable: goes on without the journal or the catalogue where it cannot be
    ///   read.
    /// - Throws: `StoreError` if this is no store, if it has a `stillstore.json`, or if something
    ///   cannot be read.
    package static func rebuildConfiguration(
        at root: FilePath, skipsUnreadable: Bool = false, disk: Disk = Disk()
    ) async throws -> StoreConfiguration {
        let pool = BlockingPool(threads: 1, name: "rebuild")
        defer { pool.close() }
        return try await pool.run {
            let store = try StoreFiles.toRead(absolute(root), disk)
            let known = try recordedID(store, skipsUnreadable)
            var configuration = StoreConfiguration(
                id: known ?? UUID().uuidString.lowercased(), createdAt: Date().formatted(.iso8601))
            if try store.journal.exists() {
                let recorded = try recordedRecipes(store, skipsUnreadable)
                let names = Set(recorded.map(\.name))
                // A recipe that is only used on demand may never have been used.
                configuration.recipes =
                    recorded
                    + RecipeSetting.standard.filter {
                        !names.contains($0.name) && (recorded.isEmpty || $0.when == .demand)
                    }
            }
            try StoreDirectory.complete(
                store.root, disk: store.disk, with: configuration.encoded())
            return configuration
        }
    }

    /// Nil if there is no catalogue, or if it has no id.
    private static func recordedID(
        _ store: StoreFiles, _ skipsUnreadable: Bool
    ) throws -> String? {
        if try store.catalog.size() ?? 0 == 0 { return nil }
        do {
            return try Catalog.storeID(at: store.catalog.path.databaseName)
        } catch {
            guard skipsUnreadable else {
                throw StoreError.unreadable(count: 1, first: store.shown(store.catalog.path))
            }
            return nil
        }
    }

    /// The last form of each recipe, in the order in which they were first used.
    private static func recordedRecipes(
        _ store: StoreFiles, _ skipsUnreadable: Bool
    ) throws -> [RecipeSetting] {
        var facts: [RecipeFact] = []
        for name in try store.journal.names() {
            let file = store.journal.location(name)
            do {
                try ReadJournal(try store.journal.open(name)).eachLine { line in
                    if case .fact(.recipe(let fact), _) = line { facts.append(fact) }
                }
            } catch let error as DiskError where error.path == file {
                guard skipsUnreadable else {
                    throw StoreError.unreadable(count: 1, first: store.shown(file))
                }
            }
        }
        var settings: [RecipeSetting] = []
        for fact in facts.sorted(by: { $0.at < $1.at }) {
            guard let setting = RecipeSetting(fact) else { continue }
            if let index = settings.firstIndex(where: { $0.name == fact.name }) {
                settings[index] = setting
            } else {
                settings.append(setting)
            }
        }
        return (try? RecipeSetting.check(settings)) == nil ? [] : settings
    }
}

extension RecipeSetting {
    /// Nil for a definition that this program did not write.
    package init?(_ fact: RecipeFact) {
        var values: [Substring: String] = [:]
        for part in fact.definition.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { values[pair[0]] = String(pair[1]) }
        }
        guard let box = values["box"], let format = values["format"],
            let quality = values["quality"].flatMap({ Int($0) })
        else { return nil }
        let own = RecipeSetting.standard.first { $0.name == fact.name }
        self.init(
            name: fact.name, box: box, format: format, quality: quality,
            when: own?.when ?? .ingest)
    }
}
