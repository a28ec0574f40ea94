import Catalog
import ContentStore
import Synchronization
import Values

/// Turns doubts into confirmed troubles, records them, and has each mended or its mending planned.
/// Called on worker threads, by any number at once.
final class Findings: Sendable {
    private struct State {
        var summary = VerifySummary()
        /// Where a plan may find lost bytes: what a repair would have moved to quarantine.
        var copies: [FilePath] = []
        /// Renditions to be made again, once their originals are whole.
        var toRender: [Trouble] = []
        /// What could not be mended, and why.
        var failed: [(trouble: Trouble, why: String)] = []
        var known: Set<String> = []
        /// Whether the states of blobs, and how far this is, are kept in the catalogue.
        var isNoting: Bool
    }

    let library: Library
    let repair: VerifyRequest.Repair
    private let report: @Sendable (VerifyEvent) -> Void
    private let mend: Mend
    private let state: Mutex<State>

    /// Suspects that are judged under one lock: commits wait meanwhile.
    static let together = 64

    init(
        _ library: Library, records: Bool, repair: VerifyRequest.Repair,
        report: @escaping @Sendable (VerifyEvent) -> Void
    ) {
        self.library = library
        state = Mutex(State(isNoting: records && !library.isUnwritable))
        self.repair = repair
        self.report = report
        mend = Mend(library: library)
    }

    var summary: VerifySummary { state.withLock { $0.summary } }
    var copies: [FilePath] { state.withLock { $0.copies } }
    var failed: [(trouble: Trouble, why: String)] { state.withLock { $0.failed } }
    /// Why what could not be mended could not, by path.
    var reasons: [String: String] {
        Dictionary(failed.map { ($0.trouble.path, $0.why) }, uniquingKeysWith: { $1 })
    }

    /// This process's corner of staging, for what is mended.
    func staging() throws -> StagingArea { try mend.staging() }
    func recipe(_ id: String) -> RecipeSetting? { mend.recipe(id) }
    func close() { mend.close() }

    func takeRenditions() -> [Trouble] {
        state.withLock { state in
            defer { state.toRender = [] }
            return state.toRender
        }
    }

    /// How many doubts in all were mended so far.
    var mended: Int { state.withLock { $0.summary.mended } }

    func change(_ body: (inout VerifySummary) -> Void) { state.withLock { body(&$0.summary) } }
    func tell(_ event: VerifyEvent) { report(event) }

    /// Judges doubts under the lock that keeps everybody from being between naming and recording,
    /// reports those that are true, and mends them if that was asked for.
    func confirm(_ subjects: [Subject]) throws {
        var rest = subjects[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Findings.together))
            rest = rest.dropFirst(some.count)
            try confirm(together: some)
        }
    }

    private func confirm(together subjects: [Subject]) throws {
        let inspect = Inspect(library: library, forRepair: repair != .none)
        let inspected = try library.catalog.read { reader in
            subjects.map { ($0, inspect($0, reader)) }
        }
        var outcomes: [(Trouble, RepairStep?, RepairOutcome)] = []
        try library.directory.withObjectLock(.exclusive) {
            try note { outcomes = try settle(inspected, $0) }
            if isNoting { return }
            outcomes = try library.catalog.read { reader in
                try troubles(inspected, reader).compactMap { found, _ in
                    if case .trouble(let trouble) = found { (trouble, nil, .planned) } else { nil }
                }
            }
        }
        for (trouble, step, outcome) in outcomes { tell(trouble, step, outcome) }
    }

    var isNoting: Bool { state.withLock { $0.isNoting } }

    /// Notes something in the catalogue. Where it cannot be written, which a full disk shows only
    /// then, nothing is noted from there on: what was seen is reported all the same.
    func note(_ body: (CatalogWriter) throws -> Void) throws {
        guard isNoting else { return }
        do { try library.catalog.write(body) } catch let error as CatalogError
            where error.isAboutWriting && repair == .none
        {
            state.withLock { $0.isNoting = false }
        }
    }

    private func troubles(
        _ inspected: [(Subject, Inspection)], _ reader: CatalogReader
    ) throws -> [(Verdict, Inspection)] {
        let judge = Judge(library, reader)
        return try inspected.map { (try judge($0, $1), $1) }
    }

    /// In the transaction: keeps the states of blobs, and mends.
    private func settle(
        _ inspected: [(Subject, Inspection)], _ writer: CatalogWriter
    ) throws -> [(Trouble, RepairStep?, RepairOutcome)] {
        var outcomes: [(Trouble, RepairStep?, RepairOutcome)] = []
        var changed = ChangedDirectories()
        let judge = Judge(library, writer.reader)
        for (subject, inspection) in inspected {
            // One after the other: mending one may settle the next.
            let trouble: Trouble
            switch try judge(subject, inspection) {
            case .fine: continue
            case .wholeAgain(let digest):
                try writer.setState(.present, of: digest)
                continue
            case .trouble(let found): trouble = found
            }
            if trouble.kind.isLoss, let digest = trouble.digest {
                try writer.setState(
                    trouble.kind == .objectMissing ? .missing : .corrupt, of: digest)
            }
            let step = repair == .none ? nil : mend.step(for: trouble, inspection)
            guard let step, repair == .apply else {
                outcomes.append((trouble, step, .planned))
                continue
            }
            do {
                try mend(step, trouble, inspection, writer, &changed)
                outcomes.append((trouble, step, .done))
            } catch let error as DiskError {
                outcomes.append((trouble, step, .failed(describe(error, library.words))))
            } catch let error as StoreError {
                outcomes.append((trouble, step, .failed(describe(error, library.words))))
            }
        }
        try mend.sync(changed)
        return outcomes
    }

    /// A trouble that needs no confirming.
    func add(_ trouble: Trouble) { tell(trouble, nil, .planned) }

    private func tell(_ trouble: Trouble, _ step: RepairStep?, _ outcome: RepairOutcome) {
        let isNew = state.withLock { note(trouble, step, outcome, &$0) }
        if isNew { report(.trouble(trouble)) }
        // A plan is told once.
        if let step, isNew || outcome != .planned { report(.step(step, outcome)) }
    }

    /// True for a trouble that was not reported yet: the looks at names and at bytes may meet the
    /// same one, and what is moved aside is missing afterwards.
    private func note(
        _ trouble: Trouble, _ step: RepairStep?, _ outcome: RepairOutcome, _ state: inout State
    ) -> Bool {
        let isNew = state.known.insert(trouble.key).inserted
        if isNew {
            state.summary.troubles += 1
            state.summary.kinds[trouble.kind.rawValue, default: 0] += 1
            if repair != .none, mend.isRendered(trouble) { state.toRender.append(trouble) }
        }
        guard let step else { return isNew }
        switch outcome {
        case .planned:
            guard isNew else { return false }
            state.summary.planned += 1
            if step.action == .quarantine || step.action == .link {
                state.copies.append(
                    library.directory.path(shown: trouble.path))
            }
        case .done: state.summary.mended += 1
        case .failed(let why):
            state.summary.failed += 1
            state.failed.append((trouble, why))
        }
        return isNew
    }

    /// What came of a step that was not taken under the locks.
    func took(_ step: RepairStep, _ outcome: RepairOutcome, about trouble: Trouble? = nil) {
        state.withLock { state in
            switch outcome {
            case .planned: state.summary.planned += 1
            case .done: state.summary.mended += 1
            case .failed(let why):
                state.summary.failed += 1
                if let trouble { state.failed.append((trouble, why)) }
            }
        }
        report(.step(step, outcome))
    }
}

/// Doubts of one thread, gathered until they are worth a lock.
struct Doubts: ~Copyable {
    private let findings: Findings
    private var subjects: [Subject] = []

    init(_ findings: Findings) { self.findings = findings }

    mutating func add(_ subject: Subject) throws {
        subjects.append(subject)
        if subjects.count == Findings.together { try settle() }
    }

    mutating func settle() throws {
        let some = subjects
        subjects = []
        if !some.isEmpty { try findings.confirm(some) }
    }
}
