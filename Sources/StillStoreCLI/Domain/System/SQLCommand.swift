import ArgumentParser
import Catalog
import ContentStore
import StillStoreCore
import Values

struct SQLCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = .example(
        "sql", "Ask the catalogue in SQL; nothing can be changed.",
        "sql 'SELECT status, count(*) FROM jobs GROUP BY status' --csv",
        more: """
            Statements are given, or read from standard input. 'stillstore schema' prints the \
            tables. With --json each row is an object whose fields are the statement's columns; \
            bytes are hexadecimal digits.
            """)

    @Argument(help: "Statements (default: from standard input).", transform: Typed.text)
    var statement: String?

    @Flag(name: .long, help: "Print comma-separated values (RFC 4180), with a line of names.")
    var csv = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if csv, options.json { throw ValidationError("--csv and --json exclude each other.") }
    }

    func run() async throws {
        let text =
            try statement ?? InputText.read(FilePath("-"), as: "the statements", limit: 16 << 20)
        let library = try options.openToRead()
        defer { library.close() }
        let output = SQLOutput(csv ? .csv : options.json ? .json : .table)
        do {
            let files = library.directory.catalog
            let log: UnwrittenLog? =
                library.isUnwritable
                ? (try files.size(.log) == nil ? UnwrittenLog.none : .indexed) : nil
            let console = try SQLConsole(path: files.path.bytes, log)
            try console.run(
                text, columns: output.begin, row: output.add, end: output.end)
        } catch let failure as SQLConsole.Failure {
            output.end()
            throw UsageError(failure.description)
        }
    }
}
