import ArgumentParser
import Catalog
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List what was run, newest first.")

    @Option(name: .shortAndLong, help: "Runs on a page.")
    var limit = 20

    @Option(
        name: .long, help: "Continue behind the run with this id.", transform: Typed.text)
    var after: String?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 10000.")
        }
        if let after, after.utf8.count != 36 {
            throw ValidationError("--after is the id of a run, as 'stillstore runs' shows it.")
        }
    }

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let runs = try library.runs(before: after, limit: limit)
        if options.json {
            for run in runs { Console.json(RunJSON(run)) }
            return
        }
        if runs.isEmpty { return }
        Console.result(
            Format.table(
                [["id", "started", "verb", "status", "stored", "dupl.", "same", "refused", "took"]]
                    + runs.map(row), right: [4, 5, 6, 7]))
        if runs.count == limit, let last = runs.last, !options.quiet {
            Console.message("more: --after \(last.id)")
        }
    }

    private func row(_ run: RunRecord) -> [String] {
        [
            run.id, Format.time(run.startedAt), run.verb, run.status.rawValue,
            "\(run.counts.stored)", "\(run.counts.duplicates)", "\(run.counts.unchanged)",
            "\(run.counts.failed)",
            run.finishedAt.map { Format.duration(Double($0 - run.startedAt) / 1000) } ?? "-",
        ]
    }
}
