import Catalog
package import ContentStore
import Domain
package import StillStoreCore
package import Values

package struct JournalSummary: Sendable, Equatable {
    /// Assets whose facts were written.
    package var assets = 0
    /// Assets of which no fact can be made: the catalogue has no path of theirs.
    package var failed = 0
    package var wasInterrupted = false
}

extension Library {
    /// Writes the journal anew, as one file, from the catalogue. What was there goes to quarantine.
    ///
    /// Takes the store's lock exclusively. If it is ended or killed, the old journal, the new one
    /// or none is there; until it is complete `verify` reports that, and running it again completes
    /// it.
    /// - Throws: what keeps the store as a whole from working; also if the catalogue is stale or
    ///   foreign.
    package static func rebuildJournal(
        at root: FilePath, disk: Disk = Disk(), clock: WallClock = .system,
        stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (Failure) -> Void,
        examined: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> JournalSummary {
        try await stop.heeding { () async throws -> JournalSummary in
            let pool = BlockingPool(threads: 1, name: "rebuild")
            defer { pool.close() }
            return try await pool.run {
                var rebuild = try RebuildJournal(
                    at: absolute(root), disk, clock, stop, report: report, examined: examined)
                defer { rebuild.close() }
                return try rebuild.rebuild()
            }
        }
    }
}

/// One rewriting of the journal.
struct RebuildJournal {
    private let directory: StoreDirectory
    private let catalog: Catalog
    private let staging: StagingArea
    private let clock: WallClock
    private let stop: StopSignal
    private let report: @Sendable (Failure) -> Void
    private let examined: @Sendable (Int) -> Void
    private var summary = JournalSummary()
    private var newest: Int64 = 0

    private static let page = 256

    init(
        at root: FilePath, _ disk: Disk, _ clock: WallClock, _ stop: StopSignal,
        report: @escaping @Sendable (Failure) -> Void,
        examined: @escaping @Sendable (Int) -> Void
    ) throws {
        self.clock = clock
        directory = try StoreDirectory.open(root, disk: disk, for: .maintenance)
        do {
            let configuration = try StoreConfiguration.parse(directory.configuration())
            catalog = try Library.openCatalog(directory, of: configuration.id)
            // Other files in the journal's directory go with it; until then they stay.
            staging = try StagingArea(in: directory, name: clock.makeID()) { _ in false }
        } catch {
            directory.release()
            throw error
        }
        self.stop = stop
        self.report = report
        self.examined = examined
    }

    func close() {
        staging.close()
        catalog.close()
        directory.release()
    }

    mutating func rebuild() throws -> JournalSummary {
        try checkCatalog()
        let fresh = staging.place(named: "journal.jsonl")
        let size = try write(to: fresh)
        if stop.isRequested {
            summary.wasInterrupted = true
            return summary
        }
        let name = clock.makeID() + ".jsonl"
        // Before the file is there: without its row it would make the catalogue look stale.
        try catalog.write { writer in
            try writer.upsert(JournalFile(name: name, size: size))
            try writer.setNewestFact(newest)
        }
        try directory.journal.replaceAll(
            with: fresh, named: name, reason: "the journal was written anew")
        try catalog.write { try $0.setJournal(JournalFile(name: name, size: size)) }
        try? StagingArea.sweep(directory)
        return summary
    }

    private func checkCatalog() throws {
        let damage = try catalog.read { try $0.structuralDamage(thorough: true) }
        if let first = damage.first { throw CatalogError.damaged(first) }
        try StaleCatalogCheck(directory, catalog).require()
    }

    /// - Returns: the size of the file.
    private mutating func write(to place: FilePath) throws -> Int64 {
        let disk = directory.disk
        let file = try disk.open(place, .create(mode: 0o644))
        var size: Int64 = 0
        var facts = JournalFacts()
        for recipe in try catalog.read({ try $0.recordedRecipes() }) {
            try facts.addRecipe(
                id: recipe.id, name: recipe.name, definition: recipe.definition,
                at: recipe.createdAt)
        }
        var after = ""
        while !stop.isRequested {
            let page = try catalog.read {
                try $0.recordedAssets(after: after, limit: RebuildJournal.page)
            }
            for asset in page { try add(asset, &facts) }
            try disk.write(facts.lines, count: facts.lines.count, to: file)
            size += Int64(facts.lines.count)
            newest = max(newest, facts.newest)
            facts = JournalFacts()
            guard let last = page.last else { break }
            after = last.asset.id
            examined(page.count)
        }
        var last: KnownSource?
        while !stop.isRequested {
            let page = try catalog.read {
                try $0.knownSources(after: last, limit: RebuildJournal.page)
            }
            if page.isEmpty { break }
            for known in page { try facts.add(known) }
            last = page.last
            try disk.write(facts.lines, count: facts.lines.count, to: file)
            size += Int64(facts.lines.count)
            newest = max(newest, facts.newest)
            facts = JournalFacts()
        }
        let now = clock.now()
        try catalog.read { reader in
            try SnapshotFacts(of: reader.connection, at: now).pages { page in
                facts.add(page)
                try disk.write(facts.lines, count: facts.lines.count, to: file)
                size += Int64(facts.lines.count)
                newest = max(newest, facts.newest)
                facts = JournalFacts()
            }
        }
        try disk.sync(file)
        return size
    }

    private mutating func add(_ recorded: RecordedAsset, _ facts: inout JournalFacts) throws {
        let asset = recorded.asset
        if let digest = asset.digest, asset.retrievalStatus == .completed {
            guard let first = recorded.places.first, let path = bucketPath(first) else {
                summary.failed += 1
                return report(
                    Failure(
                        file: asset.id, kind: .noPlace,
                        reason: "the catalogue does not say where it lived: its facts are left out")
                )
            }
            try facts.add(
                asset, path, digest, superseding: first.supersedes,
                at: first.since, retrieved: recorded.retrieval,
                bytes: catalog.read { try $0.blob(digest)?.size })
            for (last, place) in zip(recorded.places, recorded.places.dropFirst()) {
                guard let path = bucketPath(place) else { continue }
                try facts.addDeletion(of: asset.id, at: last.until ?? place.since)
                try facts.addUndeletion(
                    of: asset.id, at: path, superseding: place.supersedes, time: place.since)
            }
        } else if let retrieval = recorded.retrieval, retrieval.refreshes == nil {
            // It is due when it was due before, but a fact is not dated in the future.
            let due = asset.retrieval.nextAttempt ?? asset.createdAt
            try facts.addWaiting(retrieval, as: asset.id, at: min(due, clock.now()))
        } else {
            return
        }
        if let end = asset.deletedAt {
            // `gc` may have dated it back; facts keep their order.
            let since = recorded.places.last?.since ?? end
            try facts.addDeletion(of: asset.id, at: max(end, since))
        }
        summary.assets += 1
    }

    private func bucketPath(_ place: RecordedAsset.Place) -> BucketPath? {
        try? BucketPath(recorded: place.bucket, place.path)
    }
}
