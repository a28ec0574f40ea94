import ArgumentParser
import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy assets to another store, sending only what it lacks.",
        discussion: """
            Without references and options: all current assets. Ids, metadata, sources and times \
            are kept; each file is hashed on the way. An asset that is there already is left as it \
            is, also when it was deleted there. What waits to be fetched is left out. A path that \
            holds other bytes there is superseded, as by an ingest.
            """)

    @Argument(help: "Ids, digests or BUCKET/PATHs (default: all).", transform: Typed.name)
    var references: [String] = []

    @Option(
        name: .long, help: "The other store's directory.", completion: .directory,
        transform: Typed.path)
    var to: FilePath

    @OptionGroup var filter: FilterOptions

    @Flag(
        name: .long,
        help:
            "Hard-link objects on the same file system: it takes no room, and a file that is damaged is damaged in both."
    )
    var link = false

    @Flag(name: .long, help: "Leave paths alone that hold other bytes, and name them.")
    var keepExisting = false

    @Flag(name: .long, help: "Say what would be done, and write nothing.")
    var dryRun = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if references.count > 10_000 { throw ValidationError("At most 10,000 at a time.") }
        if filter.status != nil {
            throw ValidationError("--status is of no use here: only what is here can be copied.")
        }
        let isFiltered = filter.bucket != nil || filter.kind != nil || filter.since != nil
        if !references.isEmpty, isFiltered {
            throw ValidationError("Name assets, or choose them by options: not both.")
        }
    }

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        var request = CopyRequest(
            references.isEmpty
                ? .filter(try filter.filter(in: library)) : .references(references))
        request.links = link
        request.keepsExisting = keepExisting
        request.isDryRun = dryRun
        request.arguments = GivenArguments.recorded
        var targetOptions = Library.Options()
        targetOptions.words = RemedyWords.words
        let target = try Library(at: to, targetOptions)
        defer { target.close() }
        let output = CopyOutput(options, isDryRun: dryRun)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let summary: CopySummary
        do {
            summary = try await library.copy(
                to: target, request, stop: interrupt.stop, report: output.receive)
        } catch {
            output.stopped()
            throw error
        }
        output.finish(summary)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.counts.failed)
    }
}
