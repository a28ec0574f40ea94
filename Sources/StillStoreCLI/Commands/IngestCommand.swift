import ArgumentParser
import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Take pictures from files and directories into the store.",
        discussion: """
            Directories are taken with all that is below them; hidden files are left out. A file \
            lands under its path below the directory that was named. Running it again stores only \
            what is new or changed.

            Path templates may use {relative_path} {filename} {stem} {ext} {digest} {timestamp} \
            {user_id} {job_id} {index}, for example uploads/{user_id}/{timestamp}_{filename}. \
            {ext} is that of the content; {timestamp} is when the file was last changed, in UTC \
            milliseconds; {index} counts the files of the run.
            """)

    @Argument(help: "Files and directories.", completion: .file(), transform: Typed.path)
    var paths: [FilePath] = []

    @Option(
        name: .long, help: "A list of files, one a line or ended by NUL; - is standard input.",
        completion: .file(), transform: Typed.path)
    var filesFrom: FilePath?

    @Option(name: .long, help: "The bucket (default: default).", transform: Typed.bytes)
    var bucket = NameBytes("default")

    @Option(
        name: .long, help: "What stands before every path in the bucket.", transform: Typed.bytes)
    var prefix = NameBytes("")

    @Option(
        name: .long, help: "How paths in the bucket are made (default: {relative_path}).",
        transform: Typed.bytes)
    var pathTemplate = NameBytes("{relative_path}")

    @Option(
        name: .long, help: "Only files whose name (or path, with a slash) matches. Repeatable.",
        transform: Typed.pattern)
    var include: [NamePattern] = []

    @Option(
        name: .long, help: "Not files or directories that match. Repeatable.",
        transform: Typed.pattern)
    var exclude: [NamePattern] = []

    @Option(name: .shortAndLong, help: "Pictures worked on at once (default: one a core).")
    var jobs: Int?

    @Flag(
        name: .long,
        help:
            "Remove each file once it is stored and its object is checked; what stays behind is named."
    )
    var move = false

    @Flag(
        name: .long, help: "Hard-link instead of copying: your file becomes the object, read-only.")
    var link = false

    @Flag(name: .long, help: "Say what would be done, and write nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Read files even if they look unchanged since the last run.")
    var rehash = false

    @Flag(name: .long, help: "Keep files that are no readable picture, as plain files.")
    var keepUndecodable = false

    @OptionGroup var placement: PlacementOptions
    @OptionGroup var generation: GenerationOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    func validate() throws {
        if paths.isEmpty, filesFrom == nil {
            throw ValidationError("Nothing to ingest: name files or directories, or --files-from.")
        }
        if move, link { throw ValidationError("--move and --link exclude each other.") }
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        var request = try request()
        let isNew = try !options.hasStore
        // Checked before a store is created; an existing store has limits of its own.
        if isNew { try request.placement.check(NameLimits()) }
        let library = try options.open { options in
            options.createsIfMissing = !dryRun
            options.onlyReads = dryRun
            options.limits = limits.settings
            if let jobs { options.jobs = jobs }
        }
        defer { library.close() }
        if isNew, !options.quiet {
            Console.message("made a new store at \(printable(options.path.text))")
        }
        try placement.setOwner(&request.placement, in: library)
        try generation.add(to: &request.placement, placement, in: library)
        let output = IngestOutput(options, isDryRun: dryRun)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let summary: IngestSummary
        do {
            summary = try await library.ingest(
                request, stop: interrupt.stop, report: output.receive)
        } catch {
            output.stopped()
            throw error
        }
        output.finish(summary)
        try Exit.check(
            wasInterrupted: summary.wasInterrupted,
            failed: summary.counts.failed + output.notImported)
    }

    private func request() throws -> IngestRequest {
        var request = IngestRequest()
        request.roots = paths
        request.listed = try filesFrom.map { try readNames($0).map { FilePath(bytes: $0) } } ?? []
        request.placement = placement.placement
        request.placement.bucket = bucket.bytes
        request.placement.prefix = prefix.bytes
        request.placement.template = try PathTemplate(bytes: pathTemplate.bytes)
        request.transfer = move ? .move : link ? .link : .copy
        request.including = include
        request.excluding = exclude
        request.isDryRun = dryRun
        request.countsAhead = !options.quiet
        request.rereads = rehash
        request.keepsUndecodable = keepUndecodable
        request.arguments = GivenArguments.recorded
        return request
    }
}
