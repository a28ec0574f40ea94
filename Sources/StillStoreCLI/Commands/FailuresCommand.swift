import ArgumentParser
import Catalog
import StillStoreCore
import Values
import Wire

struct FailuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures",
        abstract: "List what a run refused, with the reasons, and count what is missing.",
        discussion: """
            After the failures of the run comes what is missing from the store because it was \
            not fetched yet, counted by reason and host. 'stillstore list --status failed' names \
            each.
            """)

    @Argument(help: "The run's id (default: the last run).", transform: Typed.text)
    var run: String?

    @Flag(name: .long, help: "Only count what is missing: by reason and host.")
    var missing = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let summary = try library.missing()
        if missing {
            if options.json { MissingReport(summary).printJSON() }
            if !options.json { Console.result(MissingReport(summary).text ?? "nothing is missing") }
            return
        }
        try listFailures(library)
        if !options.json, let text = MissingReport(summary).text { Console.result(text) }
    }

    private func listFailures(_ library: Library) throws {
        var number = 0
        while true {
            let (record, failures) = try library.failures(run: run, after: number, limit: 1000)
            if options.json {
                for failure in failures {
                    Console.json(RunFailureJSON(failure, of: record))
                }
            } else if !failures.isEmpty {
                Console.result(
                    failures.map { "\(printable($0.file)): \(printable($0.reason))" }
                        .joined(separator: "\n"))
            }
            guard failures.count == 1000, let last = failures.last else { return }
            number = last.number
        }
    }
}
