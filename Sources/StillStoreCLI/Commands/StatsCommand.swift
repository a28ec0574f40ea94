import ArgumentParser
import Catalog
import StillStoreCore
import Values
import Wire

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count what the store holds.")

    @OptionGroup var options: StoreOptions

    func run() async throws {
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

    private func list(_ counts: [String: Int]) -> String {
        counts.isEmpty
            ? "none"
            : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.value) \(printable($0.key))" }.joined(separator: ", ")
    }
}
