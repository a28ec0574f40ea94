import ArgumentParser
import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

struct ThumbnailsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbnails",
        abstract: "Make renditions that are missing, outdated or damaged.",
        discussion: """
            Without options: every rendition that should be there and is not, as the disk says. \
            A recipe that was changed or added in stillstore.json needs nothing else. Recipes made \
            on demand are renewed where a picture has one; --recipe makes them for every picture. \
            Stopping is safe, and running it again goes on.

            What cannot be made is named once and not tried again before the program or its \
            limits change; --all and --id try it all the same.
            """)

    enum Selection: EnumerableFlag {
        case missing, stale, broken, all

        static func help(for value: Selection) -> ArgumentHelp? {
            switch value {
            case .missing: "Those whose file is not there at its full size (the default)."
            case .stale: "Those of which only an older form is there."
            case .broken: "Those that are there and damaged; reads every rendition."
            case .all: "All of them, again."
            }
        }
    }

    @Flag var selection = Selection.missing

    @Option(
        name: .long, help: "Only of this recipe of stillstore.json. Repeatable.",
        transform: Typed.text)
    var recipe: [String] = []

    @Option(name: .long, help: "Only of pictures in this bucket.", transform: Typed.name)
    var bucket: String?

    @Option(
        name: .long, help: "Only of paths that begin like this; with --bucket.",
        transform: Typed.name)
    var prefix: String?

    @Option(
        name: .long, help: "Only of this kind: image, video_clip, final_video, audio, file.")
    var kind: AssetKind?

    @Option(
        name: .long,
        help: "Only from this moment on: 2026-01-31, 2026-01-31T12:00:00Z, 90m, 12h or 7d ago.")
    var since: Moment?

    @Option(
        name: .long, help: "Only of this picture: an id, a digest or BUCKET/PATH. Repeatable.",
        transform: Typed.name)
    var id: [String] = []

    @Flag(name: .long, help: "Say what would be done, and write nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Move renditions of recipes that are no more to the trash.")
    var prune = false

    @Option(name: .shortAndLong, help: "Pictures worked on at once (default: one a core).")
    var jobs: Int?

    @OptionGroup var limits: PictureLimitOptions
    @OptionGroup var options: StoreOptions

    func validate() throws {
        if prefix != nil, bucket == nil {
            throw ValidationError("--prefix is of a path in a bucket: say which with --bucket.")
        }
        if !id.isEmpty, bucket != nil || kind != nil || since != nil {
            throw ValidationError("--id says which pictures: leave out --bucket, --kind, --since.")
        }
        if id.count > 10_000 { throw ValidationError("At most 10,000 ids at a time.") }
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        let library = try options.open { options in
            options.onlyReads = dryRun
            options.limits = limits.settings
            if let jobs { options.jobs = jobs }
        }
        defer { library.close() }
        var request = request
        request.filter.bucket = try bucket.map(library.checkBucket)
        let output = ThumbnailOutput(options, isDryRun: dryRun)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let summary: ThumbnailSummary
        do {
            summary = try await library.thumbnails(
                request, stop: interrupt.stop, report: output.receive)
        } catch {
            output.stopped(error)
            throw error
        }
        output.finish(summary)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.counts.failed)
    }

    private var request: ThumbnailRequest {
        var request = ThumbnailRequest()
        request.selection =
            switch selection {
            case .missing: .missing
            case .stale: .stale
            case .broken: .broken
            case .all: .all
            }
        request.recipes = recipe
        request.filter.bucket = bucket
        request.filter.prefix = prefix
        request.filter.kind = kind
        request.filter.since = since?.milliseconds
        request.references = id
        request.isDryRun = dryRun
        request.prunes = prune
        request.arguments = GivenArguments.recorded
        return request
    }
}
