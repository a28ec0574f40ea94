import Catalog
import ContentStore
import StillStoreCore
import Values

/// One verification, from the catalogue's file to the last rendition.
struct Verify {
    private let library: Library
    private let request: VerifyRequest
    /// Nil where nothing is repaired.
    private let repairer: (any Repairer)?
    private let ahead: [StaleCatalogCheck.File]
    private let stop: StopSignal
    private let report: @Sendable (VerifyEvent) -> Void
    private let begun: Int64

    init(
        _ library: Library, _ request: VerifyRequest, _ repairer: (any Repairer)?,
        _ ahead: [StaleCatalogCheck.File], _ stop: StopSignal,
        _ report: @escaping @Sendable (VerifyEvent) -> Void
    ) {
        self.library = library
        self.request = request
        self.repairer = repairer
        self.ahead = ahead
        self.stop = stop
        self.report = report
        begun = library.clock.now()
    }

    func run() async throws -> VerifySummary {
        let clock = ContinuousClock.now
        let register = DefectRegister(
            library, records: request.depth == .full || repairer != nil, repairer, report: report)
        defer { register.close() }
        if let defect = Defect(behind: ahead) { register.add(defect) }
        if try await catalogHolds(register) {
            try await checkJournal(register)
            if let repairer, !stop.isRequested {
                try await library.workers.run { try repairer.correctDomain(register) }
            }
            try await checkAll(register)
            if repairer?.isApplied == true, !stop.isRequested { try await checkAgain(register) }
        } else {
            try await checkWithoutCatalog(register)
        }
        var summary = register.summary
        summary.wasInterrupted = stop.isRequested
        let seconds = (ContinuousClock.now - clock).components
        summary.seconds = Double(seconds.seconds) + Double(seconds.attoseconds) / 1e18
        return summary
    }

    private func catalogHolds(_ register: DefectRegister) async throws -> Bool {
        let check = CheckCatalog(library: library, register: register, depth: request.depth)
        return try await guarded(register) { try await library.workers.run { try check.check() } }
            ?? false
    }

    private func checkJournal(_ register: DefectRegister) async throws {
        let check = CheckJournal(library: library, register: register, depth: request.depth)
        try await library.workers.run { try check.check(stop) }
    }

    private func checkAll(_ register: DefectRegister) async throws {
        let places = CheckPlaces(library: library, register: register)
        try await library.workers.run {
            try places.checkRoot()
            try places.checkStaging()
            try places.checkJournal()
            try places.checkTrash()
        }
        let objects = CheckObjects(library: library, register: register)
        let isRead = try await guarded(register) {
            try await inParts { try objects.check(part: $0) }
            try await library.workers.run { try objects.checkTop() }
            try await checkTree(register)
            if request.depth == .full, !stop.isRequested {
                let budget = ReadingBudget(request, library.clock, begun: begun, stop: stop)
                try await ReadPass(library: library, register: register, budget: budget).run()
            }
            if let repairer, !stop.isRequested {
                try await library.workers.run { try repairer.restoreObjects(register) }
            }
            try await checkRenditions(register)
            return true
        }
        if isRead != true { try await checkWithoutCatalog(register) }
    }

    private func checkTree(_ register: DefectRegister) async throws {
        let tree = CheckTree(library: library, register: register)
        // What was moved aside may have hidden more: a folder behind a link, a name in use.
        for _ in 0..<3 where !stop.isRequested {
            let before = register.repaired
            for bucket in try await library.workers.run({ try tree.buckets() }) {
                if stop.isRequested { return }
                try await library.workers.run { try tree.check(bucket: bucket) }
            }
            if register.repaired == before { return }
        }
    }

    private func checkRenditions(_ register: DefectRegister) async throws {
        let recipes = try await library.workers.run {
            let known = try library.catalog.read { try $0.recordedRecipes() }
            var recipes = Set(known.map(\.id))
            var suspects = SuspectBuffer(register)
            let found = try library.directory.objects.recipes()
            recipes.formUnion(found.recipes)
            for other in found.others {
                switch other {
                case .stray(let path): try suspects.add(.strayRendition(path))
                case .unreadable(let error): register.add(unreadable: error)
                case .object: break
                }
            }
            try suspects.flush()
            return recipes.sorted()
        }
        for recipe in recipes {
            let check = CheckRenditions(library: library, register: register, recipe: recipe)
            try await inParts { try check.check(part: $0) }
            try await library.workers.run { try check.checkTop() }
        }
        if let repairer, !stop.isRequested { try await repairer.restoreRenditions(register) }
    }

    /// After a repair: checks everything again, quickly, and reports what is still wrong, and why.
    private func checkAgain(_ register: DefectRegister) async throws {
        let reasons = register.reasons
        let again = DefectRegister(library, records: true, nil) { event in
            guard case .defect(let defect) = event else { return }
            report(.remaining(defect, why: reasons[defect.path]))
        }
        defer { again.close() }
        let quick = Verify(library, VerifyRequest(quick: request), nil, [], stop) { _ in }
        if try await quick.catalogHolds(again) {
            // Thoroughly, as before: what is wrong in a journal shows only when it is read.
            try await checkJournal(again)
            try await quick.checkAll(again)
            // Objects whose repair failed are read again: a quick check does not show damaged bytes.
            let failed = register.failed.map(\.defect.suspect)
            try await library.workers.run { try again.confirm(failed) }
        }
        register.change { $0.remaining = again.summary.defects }
    }

    /// What can be checked without a catalogue: whether objects have the digests that their names
    /// say.
    private func checkWithoutCatalog(_ register: DefectRegister) async throws {
        let objects = CheckObjects(
            library: library, register: register, hasCatalog: false,
            readsBytes: request.depth == .full)
        try await inParts { try objects.check(part: $0) }
    }

    /// Runs `body` for each of the 256 parts of the digests, on all workers.
    private func inParts(_ body: @escaping @Sendable (UInt8) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in UInt8.min...UInt8.max {
                if part >= UInt8(clamping: library.jobs * 2) { try await group.next() }
                if stop.isRequested { break }
                group.addTask { try await library.workers.run { try body(part) } }
            }
            try await group.waitForAll()
        }
    }

    /// Nil, and a defect reported, if the catalogue turns out to be damaged.
    private func guarded<Value>(
        _ register: DefectRegister, _ body: () async throws -> Value
    ) async throws -> Value? {
        do {
            return try await body()
        } catch CatalogError.damaged(let words) {
            CheckCatalog(library: library, register: register, depth: request.depth).report(words)
            return nil
        }
    }
}

extension VerifyRequest {
    /// A quick verification after the repairs of `request`.
    fileprivate init(quick request: VerifyRequest) { depth = .quick }
}

extension Defect {
    /// Nil if there are none.
    init?(behind files: [StaleCatalogCheck.File]) {
        guard let first = files.first else { return nil }
        let others = files.count == 1 ? "" : ", and not all of \(files.count - 1) more"
        self.init(
            .catalogBehind, .catalog, at: "journal/" + first.name,
            "the catalogue is older than the store, or not its own: it knows \(first.recorded) of the \(first.size) bytes of this file\(others); until it is rebuilt, nothing is repaired and nothing collected"
        )
        cure = .rebuildCatalog
    }
}
