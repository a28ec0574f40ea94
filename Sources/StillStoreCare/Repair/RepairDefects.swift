import Catalog
import ContentStore
import Domain
import StillStoreCore
import Synchronization
import Values

/// All repairs of one verification: those that are made under its locks (`ApplyRepair`), and those
/// that take long and follow them (`RestoreObjects`, `RestoreRenditions`).
final class RepairDefects: Repairer {
    private struct State {
        /// Where a plan may find lost bytes: what a repair would have moved to quarantine.
        var copies: [FilePath] = []
        /// Renditions to be made again, once their originals are whole.
        var toRender: [Defect] = []
        /// Rows of the domain.
        var toCorrect: [(DomainContradiction, Defect)] = []
    }

    private let library: Library
    private let request: VerifyRequest
    private let stop: StopSignal
    private let applyRepair: ApplyRepair
    private let state = Mutex(State())

    init(_ library: Library, _ request: VerifyRequest, _ stop: StopSignal) {
        self.library = library
        self.request = request
        self.stop = stop
        applyRepair = ApplyRepair(library: library)
    }

    var isApplied: Bool { request.repair == .apply }

    func step(for defect: Defect, _ inspection: Inspection) -> RepairStep? {
        applyRepair.step(for: defect, inspection)
    }

    func apply(
        _ step: RepairStep, _ defect: Defect, _ inspection: Inspection,
        _ writer: CatalogWriter, _ changed: inout ChangedDirectories
    ) throws {
        try applyRepair.apply(step, defect, inspection, writer, &changed)
    }

    func sync(_ changed: ChangedDirectories) throws(DiskError) { try applyRepair.sync(changed) }

    func remember(_ defect: Defect, _ step: RepairStep?) {
        if case .domain(let found) = defect.suspect, found.isRepairable {
            state.withLock { $0.toCorrect.append((found, defect)) }
        }
        if applyRepair.isRendered(defect) { state.withLock { $0.toRender.append(defect) } }
        if !isApplied, let step, step.action == .quarantine || step.action == .link {
            let copy = library.directory.path(shown: defect.path)
            state.withLock { $0.copies.append(copy) }
        }
    }

    func correctDomain(_ register: DefectRegister) throws {
        let rows = state.withLock { state in
            defer { state.toCorrect = [] }
            return state.toCorrect
        }
        for (found, defect) in rows where !stop.isRequested {
            let step = RepairStep(.correctRow, defect)
            guard isApplied else {
                register.add(step, .planned, about: defect)
                continue
            }
            do {
                try library.domain.change(as: .program) { try $0.repair(found) }
                register.add(step, .done, about: defect)
            } catch let error as CatalogError {
                register.add(step, .failed(describe(error, library.words)), about: defect)
            }
        }
    }

    func restoreObjects(_ register: DefectRegister) throws {
        let copies = state.withLock { $0.copies }
        try RestoreObjects(library, request, register, applyRepair, copies, stop).run()
    }

    func restoreRenditions(_ register: DefectRegister) async throws {
        let defects = state.withLock { state in
            defer { state.toRender = [] }
            return state.toRender
        }
        try await RestoreRenditions(library, request, register, applyRepair).run(defects)
    }

    func close() { applyRepair.close() }
}
