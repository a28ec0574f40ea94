import Catalog
import ContentStore
import Imaging
import StillStoreCore
import StillStoreRuns
import Values

/// Makes renditions again that are absent or altered, from originals that are whole by now.
struct RestoreRenditions {
    private let library: Library
    private let request: VerifyRequest
    private let register: DefectRegister
    private let applyRepair: ApplyRepair

    init(
        _ library: Library, _ request: VerifyRequest, _ register: DefectRegister,
        _ applyRepair: ApplyRepair
    ) {
        self.library = library
        self.request = request
        self.register = register
        self.applyRepair = applyRepair
    }

    func run(_ defects: [Defect]) async throws {
        var rest = defects[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while let defect = rest.popFirst() {
                if running == library.jobs * 2 {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await library.workers.run { try render(defect) } }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    private func render(_ defect: Defect) throws {
        guard case .rendition(let digest, let recipeID) = defect.suspect,
            let recipe = applyRepair.recipe(recipeID)?.recipe
        else { return }
        var step = RepairStep(.render, defect)
        step.from = library.directory.shown(
            library.directory.objects.location(of: .original(digest)))
        guard request.repair == .apply else { return register.add(step, .planned) }
        do {
            guard let blob = try library.catalog.read({ try $0.blob(digest) }) else { return }
            guard blob.state == .present else {
                throw RequestError.originalIsLost
            }
            try makeRoom(for: defect)
            _ = try library.make(recipe, of: blob)
            register.add(step, .done)
        } catch let error as CatalogError {
            throw error
        } catch {
            register.add(step, .failed(describe(error, library.words)), about: defect)
        }
    }

    /// Publishing a rendition replaces a file, but nothing else.
    private func makeRoom(for defect: Defect) throws {
        let place = library.directory.path(shown: defect.path)
        guard try library.directory.facts(at: place)?.kind == .directory
        else { return }
        try library.directory.quarantine(place, reason: defect.reason)
    }
}
