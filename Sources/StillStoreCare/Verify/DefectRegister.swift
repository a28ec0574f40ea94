import Catalog
import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Confirms suspects, records and reports the defects among them, and has a `Repairer` repair each
/// or plan its repair. Called on worker threads, by any number at once.
final class DefectRegister: Sendable {
    private struct State {
        var summary = VerifySummary()
        /// What could not be repaired, and why.
        var failed: [(defect: Defect, why: String)] = []
        var known: Set<String> = []
        /// Whether the states of blobs, and the progress of reading, are written to the catalogue.
        var isRecording: Bool
    }

    let library: Library
    /// Nil where nothing is repaired.
    private let repairer: (any Repairer)?
    private let report: @Sendable (VerifyEvent) -> Void
    private let state: Mutex<State>

    /// Suspects that are confirmed under one lock: commits wait meanwhile.
    static let together = 64

    init(
        _ library: Library, records: Bool, _ repairer: (any Repairer)?,
        report: @escaping @Sendable (VerifyEvent) -> Void
    ) {
        self.library = library
        state = Mutex(State(isRecording: records && !library.isUnwritable))
        self.repairer = repairer
        self.report = report
    }

    var summary: VerifySummary { state.withLock { $0.summary } }
    var failed: [(defect: Defect, why: String)] { state.withLock { $0.failed } }
    /// Why repairs failed, by path.
    var reasons: [String: String] {
        Dictionary(failed.map { ($0.defect.path, $0.why) }, uniquingKeysWith: { $1 })
    }

    func close() { repairer?.close() }

    /// How many suspects in all were repaired so far.
    var repaired: Int { state.withLock { $0.summary.repaired } }

    func change(_ body: (inout VerifySummary) -> Void) { state.withLock { body(&$0.summary) } }
    func send(_ event: VerifyEvent) { report(event) }

    /// Diagnoses suspects under the exclusive object lock, where no commit is half done; reports
    /// those that are defects, and repairs them if that was asked for.
    func confirm(_ suspects: [Suspect]) throws {
        var rest = suspects[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(DefectRegister.together))
            rest = rest.dropFirst(some.count)
            try confirm(together: some)
        }
    }

    private func confirm(together suspects: [Suspect]) throws {
        let inspect = Inspect(library: library, forRepair: repairer != nil)
        let inspected = try library.catalog.read { reader in
            suspects.map { ($0, inspect.inspection($0, reader)) }
        }
        var outcomes: [(Defect, RepairStep?, RepairOutcome)] = []
        try library.directory.withObjectLock(.exclusive) {
            try write { outcomes = try resolve(inspected, $0) }
            if isRecording { return }
            outcomes = try library.catalog.read { reader in
                try defects(inspected, reader).compactMap { found, _ in
                    if case .defect(let defect) = found { (defect, nil, .planned) } else { nil }
                }
            }
        }
        for (defect, step, outcome) in outcomes { send(defect, step, outcome) }
    }

    var isRecording: Bool { state.withLock { $0.isRecording } }

    /// Writes to the catalogue. If that fails, as on a full disk, and nothing is to be repaired,
    /// nothing is written from then on, and defects are reported all the same.
    func write(_ body: (CatalogWriter) throws -> Void) throws {
        guard isRecording else { return }
        do { try library.catalog.write(body) } catch let error as CatalogError
            where error.isAboutWriting && repairer == nil
        {
            state.withLock { $0.isRecording = false }
        }
    }

    private func defects(
        _ inspected: [(Suspect, Inspection)], _ reader: CatalogReader
    ) throws -> [(Diagnosis, Inspection)] {
        let diagnose = Diagnose(library, reader)
        return try inspected.map { (try diagnose.diagnosis($0, $1), $1) }
    }

    /// In the transaction: records the states of blobs, and repairs.
    private func resolve(
        _ inspected: [(Suspect, Inspection)], _ writer: CatalogWriter
    ) throws -> [(Defect, RepairStep?, RepairOutcome)] {
        var outcomes: [(Defect, RepairStep?, RepairOutcome)] = []
        var changed = ChangedDirectories()
        let diagnose = Diagnose(library, writer.reader)
        for (suspect, inspection) in inspected {
            // One after the other: the repair of one may also be that of the next.
            let defect: Defect
            switch try diagnose.diagnosis(suspect, inspection) {
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
            let step = repairer?.step(for: defect, inspection)
            guard let repairer, let step, repairer.isApplied else {
                outcomes.append((defect, step, .planned))
                continue
            }
            do {
                try repairer.apply(step, defect, inspection, writer, &changed)
                outcomes.append((defect, step, .done))
            } catch let error as DiskError {
                outcomes.append((defect, step, .failed(describe(error, library.words))))
            } catch let error as StoreError {
                outcomes.append((defect, step, .failed(describe(error, library.words))))
            }
        }
        try repairer?.sync(changed)
        return outcomes
    }

    /// A defect that needs no confirming.
    func add(_ defect: Defect) { send(defect, nil, .planned) }

    private func send(_ defect: Defect, _ step: RepairStep?, _ outcome: RepairOutcome) {
        let isNew = state.withLock { recordDefect(defect, step, outcome, &$0) }
        if isNew {
            repairer?.remember(defect, step)
            report(.defect(defect))
        }
        // A plan is reported once.
        if let step, isNew || outcome != .planned { report(.step(step, outcome)) }
    }

    /// True for a defect that was not reported yet: the checks of names and of bytes may both find
    /// it, and what was moved aside is missing afterwards.
    private func recordDefect(
        _ defect: Defect, _ step: RepairStep?, _ outcome: RepairOutcome, _ state: inout State
    ) -> Bool {
        let isNew = state.known.insert(defect.key).inserted
        if isNew {
            state.summary.defects += 1
            state.summary.kinds[defect.kind.rawValue, default: 0] += 1
        }
        if step == nil { return isNew }
        switch outcome {
        case .planned:
            guard isNew else { return false }
            state.summary.planned += 1
        case .done: state.summary.repaired += 1
        case .failed(let why):
            state.summary.failed += 1
            state.failed.append((defect, why))
        }
        return isNew
    }

    /// Counts and reports a step that was not carried out under the locks.
    func add(_ step: RepairStep, _ outcome: RepairOutcome, about defect: Defect? = nil) {
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

/// Suspects of one thread, gathered until there are enough to confirm under one lock.
struct SuspectBuffer: ~Copyable {
    private let register: DefectRegister
    private var suspects: [Suspect] = []

    init(_ register: DefectRegister) { self.register = register }

    mutating func add(_ suspect: Suspect) throws {
        suspects.append(suspect)
        if suspects.count == DefectRegister.together { try flush() }
    }

    mutating func flush() throws {
        let some = suspects
        suspects = []
        if !some.isEmpty { try register.confirm(some) }
    }
}
