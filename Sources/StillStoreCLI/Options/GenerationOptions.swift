import ArgumentParser
import Domain
import StillStoreCore
import StillStoreRuns

/// Makes generations of what a command stores, in the same step.
struct GenerationOptions: ParsableArguments {
    @Option(
        name: .long, help: "Make generations of it, in this session.", transform: Typed.text)
    var session: String?

    @Option(name: .long, help: "Make generations of it, in this project.", transform: Typed.text)
    var project: String?

    @Option(
        name: .long,
        help:
            "Make generations of it, with this index among the outputs of --job-id; others count on."
    )
    var index: Int?

    /// Of the user whom `--as` names, else of the store's owner.
    func add(
        to placement: inout IngestRequest.Placement, _ options: PlacementOptions,
        in library: Library
    ) throws {
        if session == nil, project == nil, index == nil { return }
        if options.userID != nil {
            throw UsageError("whose generations are made is said by --as, not by --user-id")
        }
        var generation = ImportedGeneration(for: try library.domain.viewer(email: options.email))
        (generation.session, generation.project) = (session, project)
        (generation.job, generation.index) = (options.jobID, index)
        placement.generation = generation
    }
}
