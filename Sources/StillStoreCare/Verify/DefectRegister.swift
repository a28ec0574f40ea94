import Catalog
import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Turns suspects into confirmed defects, records them, and has each repaired or its repairing planned.
/// Called on worker threads, by any number at once.
final class DefectRegister: Sendable {
    private struct State {
        var summary = VerifySummary()
        /// Where a plan may find lost bytes: what a repair would have moved to quarantine.
        var copies: [FilePath] = []
        /// Renditions to be made again, once their originals are whole.
        var toRender: [Defect] = []
        /// What could not be repaired, and why.
        var failed: [(defect: Defect, why: String)] = []
        var known: Set<String> = []
        /// Whether the states of blobs, and how far this is, are kept in the catalogue.
        var isNoting: Bool
    }

    let library: Library
    let repair: VerifyRequest.Repair
    private let report: @Sendable (VerifyEvent) -> Void
    private let applyRepair: ApplyRepair
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
        applyRepair = ApplyRepair(library: library)
    }

    var summary: VerifySummary { state.withLock { $0.summary } }
    var copies: [FilePath] { state.withLock { $0.copies } }
    var failed: [(defect: Defect, why: String)] { state.withLock { $0.failed } }
    /// Why what could not be repaired could not, by path.
    var reasons: [String: String] {
        Dictionary(failed.map { ($0.defect.path, $0.why) }, uniquingKeysWith: { $1 })
    }

    /// This process's corner of staging, for what is repaired.
    func staging() throws -> StagingArea { try applyRepair.staging() }
    func recipe(_ id: String) -> RecipeSetting? { applyRepair.recipe(id) }
    func close() { applyRepair.close() }

    func removeRenditions() -> [Defect] {
        state.withLock { state in
            defer { state.toRender = [] }
            return state.toRender
        }
    }

    /// How many suspects in all were repaired so far.
    var repaired: Int { state.withLock { $0.summary.repaired } }

    func change(_ body: (inout VerifySummary) -> Void) { state.withLock { body(&$0.summary) } }
    func send(_ event: VerifyEvent) { report(event) }

    /// Judges suspects under the lock that keeps everybody from being between naming and recording,
    /// reports those that are true, and repairs them if that was asked for.
    func confirm(_ subjects: [Suspect]) throws {
        var rest = subjects[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(DefectRegister.together))
            rest = rest.dropFirst(some.count)
            try confirm(together: some)
        }
    }

    private func confirm(together subjects: [Suspect]) throws {
        let inspect = Inspect(library: library, forRepair: repair != .none)
        let inspected = try library.catalog.read { reader in
            subjects.map { ($0, inspect.inspection($0, reader)) }
        }
        var outcomes: [(Defect, RepairStep?, RepairOutcome)] = []
        try library.directory.withObjectLock(.exclusive) {
            try write { outcomes = try resolve(inspected, $0) }
            if isNoting { return }
            outcomes = try library.catalog.read { reader in
                try defects(inspected, reader).compactMap { found, _ in
                    if case .defect(let defect) = found { (defect, nil, .planned) } else { nil }
                }
            }
        }
        for (defect, step, outcome) in outcomes { send(defect, step, outcome) }
    }

    var isNoting: Bool { state.withLock { $0.isNoting } }

    /// Notes something in the catalogue. Where it cannot be written, which a full disk shows only
    /// then, nothing is noted from there on: what was seen is reported all the same.
    func write(_ body: (CatalogWriter) throws -> Void) throws {
        guard isNoting else { return }
        do { try library.catalog.write(body) } catch let error as CatalogError
            where error.isAboutWriting && repair == .none
        {
            state.withLock { $0.isNoting = false }
        }
    }

    private func defects(
        _ inspected: [(Suspect, Inspection)], _ reader: CatalogReader
    ) throws -> [(Diagnosis, Inspection)] {
        let judge = Diagnose(library, reader)
        return try inspected.map { (try judge.diagnosis($0, $1), $1) }
    }

    /// In the transaction: keeps the states of blobs, and repairs.
    private func resolve(
        _ inspected: [(Suspect, Inspection)], _ writer: CatalogWriter
    ) throws -> [(Defect, RepairStep?, RepairOutcome)] {
        var outcomes: [(Defect, RepairStep?, RepairOutcome)] = []
        var changed = ChangedDirectories()
        let judge = Diagnose(library, writer.reader)
        for (suspect, inspection) in inspected {
            // One after the other: repairing one may settle the next.
            let defect: Defect
            switch try judge.diagnosis(suspect, inspection) {
            case .fine: continue
            case .wholeAgain(let digest):
                try writer.setState(.present, of: digest)
                continue
            case .defect(let found): defect = found
            }
            if defect.kind.isLoss, let digest = defect.digest {
                try writer.setState(
                    defect.kind == .objectMissing ? .missing : .corrupt, of: digest)
            }
            let step = repair == .none ? nil : applyRepair.step(for: defect, inspection)
            guard let step, repair == .apply else {
                outcomes.append((defect, step, .planned))
                continue
            }
            do {
                try applyRepair.apply(step, defect, inspection, writer, &changed)
                outcomes.append((defect, step, .done))
            } catch let error as DiskError {
                outcomes.append((defect, step, .failed(describe(error, library.words))))
            } catch let error as StoreError {
                outcomes.append((defect, step, .failed(describe(error, library.words))))
            }
        }
        try applyRepair.sync(changed)
        return outcomes
    }

    /// A defect that needs no confirming.
    func add(_ defect: Defect) { send(defect, nil, .planned) }

    private func send(_ defect: Defect, _ step: RepairStep?, _ outcome: RepairOutcome) {
        let isNew = state.withLock { recordDefect(defect, step, outcome, &$0) }
        if isNew { report(.defect(defect)) }
        // A plan is told once.
        if let step, isNew || outcome != .planned { report(.step(step, outcome)) }
    }

    /// True for a defect that was not reported yet: the looks at names and at bytes may meet the
    /// same one, and what is moved aside is missing afterwards.
    private func recordDefect(
        _ defect: Defect, _ step: RepairStep?, _ outcome: RepairOutcome, _ state: inout State
    ) -> Bool {
        let isNew = state.known.insert(defect.key).inserted
        if isNew {
            state.summary.defects += 1
            state.summary.kinds[defect.kind.rawValue, default: 0] += 1
            if repair != .none, applyRepair.isRendered(defect) { state.toRender.append(defect) }
        }
        guard let step else { return isNew }
        switch outcome {
        case .planned:
            guard isNew else { return false }
            state.summary.planned += 1
            if step.action == .quarantine || step.action == .link {
                state.copies.append(
                    library.directory.path(shown: defect.path))
            }
        case .done: state.summary.repaired += 1
        case .failed(let why):
            state.summary.failed += 1
            state.failed.append((defect, why))
        }
        return isNew
    }

    /// What came of a step that was not taken under the locks.
    func took(_ step: RepairStep, _ outcome: RepairOutcome, about defect: Defect? = nil) {
        state.withLock { state in
            switch outcome {
            case .planned: state.summary.planned += 1
            case .done: state.summary.repaired += 1
            case .failed(let why):
                state.summary.failed += 1
                if let defect { state.failed.append((defect, why)) }
            }
        }
        report(.step(step, outcome))
    }
}

/// SuspectBuffer of one thread, gathered until they are worth a lock.
struct SuspectBuffer: ~Copyable {
    private let register: DefectRegister
    private var subjects: [Suspect] = []

    init(_ register: DefectRegister) { self.register = register }

    mutating func add(_ suspect: Suspect) throws {
        subjects.append(suspect)
        if subjects.count == DefectRegister.together { try flush() }
    }

    mutating func flush() throws {
        let some = subjects
        subjects = []
        if !some.isEmpty { try register.confirm(some) }
    }
}
