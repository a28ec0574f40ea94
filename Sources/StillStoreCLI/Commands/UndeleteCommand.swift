import ArgumentParser
import ContentStore
import Foundation
import StillStore

struct UndeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Bring deleted assets back to where they lived.",
        discussion: "'stillstore list --deleted' shows them, until 'gc' collects them.")

    @Argument(help: "Ids, digests (eight digits or more), or the BUCKET/PATH where they lived.")
    var references: [String] = []

    @Option(
        name: .long, help: "A list of them, one a line or ended by NUL; - is standard input.",
        completion: .file())
    var from: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where it is to live from now on, if not where it did.", valueName: "bucket/path"))
    var at: String?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if references.isEmpty, from == nil {
            throw ValidationError("Nothing to bring back: name assets, or --from.")
        }
    }

    func run() async throws {
        let names = try references + (from.map(readNames) ?? [])
        let place = try at.map(bucketPath)
        let library = try options.open()
        defer { library.close() }
        let interrupt = Interrupt(isQuiet: options.quiet)
        let output = DeletionOutput(options, isDryRun: false)
        let summary = try await library.undelete(
            names, at: place, arguments: Array(CommandLine.arguments.dropFirst()),
            stop: interrupt.stop, report: output.take)
        try output.finish(summary, done: "undeleted")
    }

    private func bucketPath(_ text: String) throws -> BucketPath {
        guard let slash = text.firstIndex(of: "/") else {
            throw RequestError.usage("--at is BUCKET/PATH, such as pictures/2026/a.png")
        }
        return try BucketPath(
            bucket: Array(text[..<slash].utf8), path: Array(text[slash...].dropFirst().utf8),
            limits: NameLimits())
    }
}
