import ArgumentParser
import Catalog
import ContentStore
import StillStoreCare
import StillStoreCore
import Values

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete assets; 'undelete' brings them back until 'gc' collects them.",
        discussion: """
            With --bucket, everything that 'stillstore list' shows with the same options. Bytes \
            stay in the store until 'stillstore gc --apply' finds them deleted for longer than \
            its time of grace.
            """)

    @Argument(
        help: "Ids, digests (eight digits or more), or BUCKET/PATH.", transform: Typed.name)
    var references: [String] = []

    @Option(
        name: .long, help: "A list of them, one a line or ended by NUL; - is standard input.",
        completion: .file(), transform: Typed.path)
    var from: FilePath?

    @OptionGroup var filter: FilterOptions

    @Flag(name: .long, help: "Say what would be deleted, and change nothing.")
    var dryRun = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if references.isEmpty, from == nil, filter.bucket == nil {
            throw ValidationError("Nothing to delete: name assets, or --from, or --bucket.")
        }
        if filter.bucket == nil,
            filter.status != nil || filter.kind != nil || filter.since != nil
        {
            throw ValidationError("--status, --kind and --since go with --bucket.")
        }
    }

    func run() async throws {
        var request = DeletionRequest()
        request.references = try references + (from.map(Typed.names) ?? [])
        request.isDryRun = dryRun
        request.arguments = GivenArguments.recorded
        let library = try dryRun ? options.openToRead() : options.open()
        defer { library.close() }
        request.filter = filter.bucket == nil ? nil : try filter.filter(in: library)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let output = DeletionOutput(options, isDryRun: dryRun)
        let summary = try await library.delete(
            request, stop: interrupt.stop, report: output.receive)
        try output.finish(summary, done: "deleted")
    }
}
