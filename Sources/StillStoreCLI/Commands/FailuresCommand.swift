import ArgumentParser
import Catalog
import StillStore

struct FailuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures", abstract: "List the files that a run refused, with their reasons.")

    @Argument(help: "The run's id (default: the last run).")
    var run: String?

    @OptionGroup var options: StoreOptions

    private struct Output: Encodable {
        let run, file, kind, reason: String
    }

    func run() async throws {
        let library = try options.open()
        defer { library.close() }
        var number = 0
        while true {
            let (record, failures) = try library.failures(run: run, after: number, limit: 1000)
            if options.json {
                for failure in failures {
                    Console.json(
                        Output(
                            run: record.id, file: failure.file, kind: failure.kind,
                            reason: failure.reason))
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
