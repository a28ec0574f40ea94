import ArgumentParser
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import Values

struct UndeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Bring deleted assets back to where they lived.",
        discussion: "'stillstore list --deleted' shows them, until 'gc' collects them.")

    @Argument(
        help: "Ids, digests (eight digits or more), or the BUCKET/PATH where they lived.",
        transform: Typed.name)
    var references: [String] = []

    @Option(
        name: .long, help: "A list of them, one a line or ended by NUL; - is standard input.",
        completion: .file(), transform: Typed.path)
    var from: FilePath?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where it is to live from now on, if not where it did.", valueName: "bucket/path"),
        transform: Typed.bytes)
    var at: NameBytes?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if references.isEmpty, from == nil {
            throw ValidationError("Nothing to bring back: name assets, or --from.")
        }
    }

    func run() async throws {
        let names = try references + (from.map(Typed.names) ?? [])
        let library = try options.open()
        defer { library.close() }
        let place = try at.map { try bucketPath($0, library.limits.name) }
        let interrupt = Interrupt(isQuiet: options.quiet)
        let output = DeletionOutput(options, isDryRun: false)
        let summary = try await library.undelete(
            names, at: place, arguments: GivenArguments.recorded,
            stop: interrupt.stop, report: output.receive)
        try output.finish(summary, done: "undeleted")
    }

    private func bucketPath(_ name: NameBytes, _ limits: NameLimits) throws -> BucketPath {
        guard let (bucket, path) = name.bucketAndPath else {
            throw UsageError("--at is BUCKET/PATH, such as pictures/2026/a.png")
        }
        return try BucketPath(bucket: bucket, path: path, limits: limits)
    }
}
