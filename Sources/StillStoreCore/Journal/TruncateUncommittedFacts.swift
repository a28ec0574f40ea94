package import Catalog
package import ContentStore
import Values

/// Takes facts out of the journal that never came true.
///
/// Facts are made durable before the transaction that they tell of is committed. Where a process
/// dies between the two, or the commit fails, they stay behind, and what comes later may contradict
/// them without saying so: the path keeps the picture that it has, the object is collected. From
/// the journal alone a rebuild could not tell. So the process that ends or sweeps the staging area
/// of the process that wrote them compares the file with the catalogue first.
///
/// The catalogue may be an older copy that was put back, which knows of nothing that came after it.
/// So it is asked only of runs that it knows and of sessions, unless something shows that it is
/// older; and of the uploads of earlier versions, which were reported when their area was gone.
package struct TruncateUncommittedFacts {
    package let library: Library

    /// The error of a run whose process is dead.
    static let diedUnfinished = "its process ended without finishing it"

    package init(library: Library) {
        self.library = library
    }

    private var directory: StoreDirectory { library.directory }

    /// - Parameter name: the area, held by the caller, and the journal file.
    func truncate(_ name: String) throws {
        let (isTruncated, recorded) = try library.catalog.read {
            (try self.isTruncated(name, $0), try $0.journalFile(named: name + ".jsonl"))
        }
        if isTruncated { return }
        let owner = JournalOwner(of: name)
        if try owner == .run && recorded == nil && isKnownOtherwise(name) {
            return try recordWhole(name)
        }
        if try owner != .upload && isOlder(name, recorded?.size ?? 0) { return }
        let size = try committedForGood(name)
        guard let facts = try directory.journal.facts(file(name)), facts.size > size else { return }
        try withdraw(
            name, from: size, "the process that wrote these facts ended before they were committed")
    }

    /// Takes facts back whose transaction this process has just given up.
    /// - Parameter name: its own area.
    func truncateUncommitted(_ name: String) throws {
        let size = try library.catalog.read { try $0.journalFile(named: name + ".jsonl")?.size }
        guard try directory.journal.facts(file(name)) != nil else { return }
        try withdraw(name, from: size ?? 0, "the tree did not take all that these facts say")
    }

    /// The links first: they are found by these facts.
    private func withdraw(_ name: String, from size: Int64, _ reason: String) throws {
        let restore = RestoreLinks(directory: directory, catalog: library.catalog)
        try restore.restore(factsIn: file(name), from: UInt64(size), area: name)
        try StagingArea.cutJournal(
            file(name), to: UInt64(size), in: directory, area: name, reason: reason)
    }

    /// Whether all of the file is committed, or is not for this catalogue to judge.
    package func isTruncated(_ name: String, _ reader: CatalogReader) throws -> Bool {
        guard let facts = try directory.journal.facts(file(name)) else { return true }
        let recorded = try reader.journalFile(named: name + ".jsonl")?.size ?? 0
        if facts.size <= recorded { return true }
        return switch JournalOwner(of: name) {
        case .run: try reader.run(id: name) == nil
        case .upload: false
        // Its owner ended before it wrote anything.
        case .session: try StagingArea.committed(name, in: directory) == nil
        }
    }

    private func file(_ name: String) -> String { name + JournalFiles.ending }

    /// The size of the file as far as it is committed, and will ever be.
    ///
    /// SQLite may recover a half-finished commit once all connections are closed. Writing one more
    /// transaction overwrites it, so the recorded size is final.
    private func committedForGood(_ name: String) throws -> Int64 {
        let file = name + ".jsonl"
        try library.catalog.write { writer in
            switch JournalOwner(of: name) {
            case .run:
                try writer.finishRun(
                    id: name, .interrupted, error: TruncateUncommittedFacts.diedUnfinished,
                    at: library.clock.now())
            case .upload, .session:
                let size = try writer.reader.journalFile(named: file)?.size ?? 0
                try writer.upsert(JournalFile(name: file, size: size))
            }
        }
        return try library.catalog.read { try $0.journalFile(named: file)?.size ?? 0 }
    }

    /// Whether the catalogue lacks what was committed: by this process, as it noted itself, or by
    /// any other.
    private func isOlder(_ name: String, _ recorded: Int64) throws -> Bool {
        if try StagingArea.committed(name, in: directory) ?? 0 > recorded { return true }
        return try !StaleCatalogCheck(directory, library.catalog).check(limit: 1).isEmpty
    }

    private func recordWhole(_ name: String) throws {
        guard let facts = try directory.journal.facts(file(name)) else { return }
        try library.catalog.write {
            try $0.upsert(JournalFile(name: name + ".jsonl", size: Int64(facts.size)))
        }
    }

    /// Early versions did not note how far a file is committed. What such a run committed is in
    /// the catalogue.
    private func isKnownOtherwise(_ name: String) throws -> Bool {
        var isKnown = false
        try ReadJournal(try directory.journal.open(file(name))).eachLine { line in
            guard case .fact(let fact, _) = line, !isKnown else { return }
            switch fact {
            case .asset(let fact):
                let asset = try library.catalog.read { try $0.asset(id: fact.id) }?.asset
                isKnown = asset?.digest?.hex == fact.digest
            case .waiting(let fact):
                isKnown = try library.catalog.read { try $0.asset(id: fact.id) } != nil
            case .recipe, .deletion, .undeletion, .purge, .update, .source, .row: break
            }
        }
        return isKnown
    }
}

extension Library {
    /// Makes a staging area. Those of dead processes are swept once their uncommitted facts are gone.
    package func stagingArea(named name: String) throws -> StagingArea {
        let facts = TruncateUncommittedFacts(library: self)
        return try StagingArea(in: directory, name: name) {
            try facts.truncate($0)
            return true
        }
    }

    /// Gives a staging area back; where its uncommitted facts cannot be taken out, it stays for
    /// somebody else to sweep. Areas of programs that died meanwhile are swept too: what was
    /// reported here may contradict their facts.
    package func release(_ staging: StagingArea) {
        let facts = TruncateUncommittedFacts(library: self)
        do {
            try facts.truncate(staging.name)
            staging.close()
        } catch {
            staging.abandon()
        }
        try? StagingArea.sweep(directory) {
            try facts.truncate($0)
            return true
        }
    }

    /// Takes out the uncommitted facts of all processes that are dead; their areas stay.
    package func truncateUncommittedFacts() throws {
        let facts = TruncateUncommittedFacts(library: self)
        try StagingArea.sweep(directory) {
            try facts.truncate($0)
            return false
        }
    }
}
