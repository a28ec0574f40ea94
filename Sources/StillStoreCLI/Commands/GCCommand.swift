import ArgumentParser
import Catalog
import StillStoreCare
import StillStoreCore
import Synchronization

struct GCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Collect what nothing needs any more; says what, unless --apply is given.",
        discussion: """
            It collects assets that were superseded or deleted before the grace period began, \
            bytes that no asset has, renditions of an earlier form of a recipe once the new ones \
            exist, files without a row, and leftovers of dead runs. Files move to trash/ in the \
            store, with gc.jsonl beside them, which says what they were; only --empty-trash \
            --apply removes them for good. It may run beside anything else that works in the store.
            """)

    @Flag(name: .long, help: "Do it.")
    var apply = false

    @Option(
        name: .long,
        help: "What is younger stays: 90m, 12h, 30d, or a date (default: 30d).")
    var grace: Moment?

    @Flag(
        name: .long,
        help:
            "Instead, with --apply, remove for good what was collected earlier; without, say what.")
    var emptyTrash = false

    @Option(
        name: .long,
        help: "With --empty-trash: what was collected before, as for --grace (default: 30d).")
    var olderThan: Moment?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if olderThan != nil, !emptyTrash {
            throw ValidationError("--older-than goes with --empty-trash.")
        }
        if grace != nil, emptyTrash {
            throw ValidationError("--empty-trash takes --older-than, not --grace.")
        }
    }

    func run() async throws {
        // Emptying the trash needs no space, and is what people do if there is none.
        let library = try emptyTrash || !apply ? options.openToRead() : options.open()
        defer { library.close() }
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "stopping; what was collected is in the trash; interrupt again to stop at once")
        if emptyTrash {
            let output = TrashOutput(options, isDryRun: !apply)
            try await library.emptyTrash(
                before: (olderThan ?? GCCommand.standard).milliseconds, isDryRun: !apply,
                stop: interrupt.stop, report: output.print)
            output.finish(wasInterrupted: interrupt.stop.isRequested)
            if interrupt.stop.isRequested { throw Exit.interrupted }
            return
        }
        var request = GCRequest(cutoff: (grace ?? GCCommand.standard).milliseconds)
        request.isDryRun = !apply
        request.arguments = GivenArguments.recorded
        let output = GCOutput(options, isDryRun: !apply)
        let summary = try await library.gc(
            request, stop: interrupt.stop, report: output.receive)
        output.finish(summary)
        if summary.wasInterrupted { throw Exit.interrupted }
    }

    /// Long enough to notice that something is missing.
    private static var standard: Moment { Moment(argument: "30d")! }
}
