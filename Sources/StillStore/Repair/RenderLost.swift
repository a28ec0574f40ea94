import Catalog
import ContentStore
import Imaging
import Values

/// Makes renditions again that are absent or altered, from originals that are whole by now.
struct RenderLost {
    private let library: Library
    private let request: VerifyRequest
    private let findings: Findings

    init(_ library: Library, _ request: VerifyRequest, _ findings: Findings) {
        self.library = library
        self.request = request
        self.findings = findings
    }

    func callAsFunction() async throws {
        var rest = findings.takeRenditions()[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while let trouble = rest.popFirst() {
                if running == library.jobs * 2 {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await library.workers.run { try render(trouble) } }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    private func render(_ trouble: Trouble) throws {
        guard case .rendition(let digest, let recipeID) = trouble.subject,
            let recipe = findings.recipe(recipeID)?.recipe
        else { return }
        var step = RepairStep(.render, trouble)
        step.from = library.directory.shown(
            library.directory.objects.location(of: .original(digest)))
        guard request.repair == .apply else { return findings.took(step, .planned) }
        do {
            guard let blob = try library.catalog.read({ try $0.blob(digest) }) else { return }
            guard blob.state == .present else {
                throw RequestError.originalIsLost
            }
            try makeRoom(for: trouble)
            _ = try library.make(recipe, of: blob)
            findings.took(step, .done)
        } catch let error as CatalogError {
            throw error
        } catch {
            findings.took(step, .failed(describe(error, library.words)), about: trouble)
        }
    }

    /// A rendition is renamed into place, which replaces a file, but nothing else.
    private func makeRoom(for trouble: Trouble) throws {
        let place = library.directory.path(shown: trouble.path)
        guard try library.directory.facts(at: place)?.kind == .directory
        else { return }
        try library.directory.quarantine(place, reason: trouble.reason)
    }
}
