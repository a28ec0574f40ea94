import ArgumentParser
import ContentStore
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Copy assets to plain files under their bucket paths.",
        discussion: """
            Running it again writes only what is missing. With --strip-metadata files are written \
            without prompts, EXIF, previews and comments; their pixels, colours and orientation stay. With --sidecar \
            what is known of each picture goes into a file beside it, NAME.json, without what tells who made \
            it and where, unless --private.

            Example: stillstore export shared --bucket best --strip-metadata --sidecar
            """)

    @Argument(
        help: "The directory; made if missing.", completion: .directory, transform: Typed.path)
    var directory: FilePath

    @OptionGroup var filter: FilterOptions

    @Flag(name: .long, help: "Replace files that have other bytes.")
    var overwrite = false

    @Flag(name: .long, help: "Leave out what files say beside their pixels.")
    var stripMetadata = false

    @Flag(name: .long, help: "Write what is known of each picture to a file beside it, NAME.json.")
    var sidecar = false

    @Flag(name: .long, help: "With --sidecar: authors, addresses and folders too.")
    var `private` = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if `private`, !sidecar { throw ValidationError("--private goes with --sidecar.") }
    }

    private func form(in library: Library) throws -> ExportForm {
        var form = ExportForm()
        form.stripsMetadata = stripMetadata
        guard sidecar else { return form }
        form.sidecar = { try SidecarJSON($0).line() }
        form.includesPrivate = `private`
        form.viewer = try library.domain.viewer()
        return form
    }

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let filter = try filter.filter(in: library)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let counts = Mutex((written: 0, unchanged: 0, failed: 0))
        try await library.export(
            to: directory, filter, overwriting: overwrite, form: form(in: library),
            stop: interrupt.stop
        ) { item in
            var failure: Failure?
            counts.withLock { counts in
                switch item.outcome {
                case .written: counts.written += 1
                case .unchanged: counts.unchanged += 1
                case .failed(let reason):
                    counts.failed += 1
                    failure = reason
                }
            }
            if options.json {
                Console.json(ExportItemJSON(item, RemedyWords.words))
            } else if let failure {
                progress.clear()
                Console.message(
                    "failed  \(printable(failure.file)): \(printable(failure.sentence))")
            }
            progress.step()
        }
        progress.end()
        let (written, unchanged, failed) = counts.withLock { $0 }
        if !options.json {
            Console.result(
                "\(Format.count(written + unchanged + failed, "asset")): \(written) written, \(unchanged) unchanged, \(failed) failed"
            )
        }
        try Exit.check(wasInterrupted: interrupt.stop.isRequested, failed: failed)
    }
}
