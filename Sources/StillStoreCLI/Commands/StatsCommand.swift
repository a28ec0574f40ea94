import ArgumentParser
import Catalog
import Domain
import StillStoreCore
import Values
import Wire

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count what the store holds.",
        discussion: """
            With --facets pictures are counted by generator, model, LoRA, sampler, tag, format and month. \
            Example: stillstore stats --facets --query 'castle since:2024'
            """)

    @Flag(name: .long, help: "Count pictures by what made them, and by month.")
    var facets = false

    @Option(
        name: .long, help: "With --facets: only of what this search finds.", transform: Typed.text)
    var query: String?

    @Option(name: .shortAndLong, help: "With --facets: values of each, the most frequent.")
    var limit = 10

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "With --facets: as this user (default: the store's owner).", valueName: "email"),
        transform: Typed.text)
    var email: String?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if !facets, query != nil || email != nil {
            throw ValidationError("--query and --as go with --facets.")
        }
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 10000.")
        }
    }

    func run() async throws {
        if facets { return try printFacets() }
        let library = try options.openToRead()
        defer { library.close() }
        let statistics = try library.statistics()
        let missing = try library.missing()
        if options.json {
            Console.json(StatisticsJSON(statistics, missing))
            return
        }
        Console.result(
            Format.table([
                [
                    "assets",
                    "\(statistics.assets), and \(statistics.superseded) superseded"
                        + (statistics.goneAtSource > 0
                            ? "; \(statistics.goneAtSource) gone at their source" : ""),
                ],
                ["blobs", "\(statistics.blobs), \(Format.bytes(statistics.blobBytes))"],
                [
                    "renditions",
                    "\(statistics.renditions), \(Format.bytes(statistics.renditionBytes))",
                ],
                ["states", list(statistics.blobsByState)],
                ["formats", list(statistics.blobsByFormat)],
                ["retrieval", list(statistics.assetsByStatus)],
                ["buckets", list(statistics.assetsByBucket)],
            ]))
        if let text = MissingReport(missing).text { Console.result(text) }
    }

    private func printFacets() throws {
        let library = try options.openToRead()
        defer { library.close() }
        let note = IndexingNote(isQuiet: options.quiet)
        let query = query ?? ""
        let summary = try library.facets(
            query, as: library.domain.viewer(email: email), limit: limit, report: note.report)
        note.end()
        if options.json { return Console.json(FacetsJSON(summary, query: query)) }
        let rows = SearchFacet.allCases.flatMap { facet in
            (summary.facets[facet] ?? []).enumerated().map { index, value in
                [index == 0 ? facet.rawValue : "", "\(value.count)", printable(value.value)]
            }
        }
        Console.result(
            Format.table([["pictures", "\(summary.total)", ""]] + rows, right: [1]))
    }

    private func list(_ counts: [String: Int]) -> String {
        counts.isEmpty
            ? "none"
            : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.value) \(printable($0.key))" }.joined(separator: ", ")
    }
}
