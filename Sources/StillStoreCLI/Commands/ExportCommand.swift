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
        discussion: "Running it again writes only what is missing.")

    @Argument(
        help: "The directory; made if missing.", completion: .directory, transform: Typed.path)
    var directory: FilePath

    @OptionGroup var filter: FilterOptions

    @Flag(name: .long, help: "Replace files that have other bytes.")
    var overwrite = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let filter = try filter.filter(in: library)
        let interrupt = Interrupt(isQuiet: options.quiet)
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let counts = Mutex((written: 0, unchanged: 0, failed: 0))
        try await library.export(
            to: directory, filter, overwriting: overwrite, stop: interrupt.stop
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
