import ArgumentParser
import Catalog
import Foundation
import Retrieval
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Fetch again what failed and is due, and what was enqueued.",
        discussion: """
            Without options: everything whose time has come. 'stillstore failures --missing' shows \
            what is missing, why, and when it is tried again.
            """)

    @Argument(help: "Ids of assets (default: all).", transform: Typed.name)
    var ids: [String] = []

    @Flag(name: .long, help: "All that may yet succeed, whatever its time.")
    var now = false

    @Flag(name: .long, help: "Also what failed for good, such as 404 Not Found.")
    var includePermanent = false

    @Option(name: .long, help: "Only of this host. Repeatable.", transform: Typed.text)
    var host: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only failures of this class, such as timeout. Repeatable.", valueName: "class"))
    var errorClass: [RetrievalErrorKind] = []

    @Option(name: .long, help: "Only what is to land in this bucket.", transform: Typed.name)
    var bucket: String?

    @Option(name: .long, help: "Only what was registered before: 2026-01-31, 90m, 12h or 7d ago.")
    var olderThan: Moment?

    @Option(name: .shortAndLong, help: "At most so many.")
    var limit: Int?

    @OptionGroup var run_: RetrievalRunOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is a number from 1 on.") }
        if ids.count > 10_000 { throw ValidationError("At most 10,000 ids at a time.") }
    }

    func run() async throws {
        var request = RetryRequest()
        request.options = run_.options
        request.filter.due =
            includePermanent || !ids.isEmpty ? .all : now ? .transient : run_.wait ? .ever : .now
        request.filter.ids = ids
        request.filter.hosts = host.map(HostName.normal)
        request.filter.errorKinds = errorClass.map(\.failure)
        request.filter.bucket = bucket
        request.filter.before = olderThan?.milliseconds
        request.filter.limit = limit
        try await RetrievalRun(options, limits).retry(request)
    }
}

extension RetrievalErrorKind: ExpressibleByArgument {}
