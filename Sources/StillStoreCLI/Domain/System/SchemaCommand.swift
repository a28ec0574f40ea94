import ArgumentParser
import Catalog
import Domain
import StillStoreCore
import Wire

struct SchemaCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = .example(
        "schema", "Print the schema of the catalogue as it is, with what it says of its tables.",
        "schema jobs job_references")

    @Argument(help: "Only of these tables.", transform: Typed.text)
    var tables: [String] = []

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let all = try library.catalog.read {
            try LiveSchema.objects(of: $0.connection, DomainSchema.schema)
        }
        if let odd = tables.first(where: { name in !all.contains { $0.table == name } }) {
            throw UsageError(
                "there is no table \(printable(odd)): 'stillstore schema' prints all of them")
        }
        let wanted = all.filter { tables.isEmpty || tables.contains($0.table) }
        if options.json { return wanted.forEach { Console.json(SchemaObjectJSON($0)) } }
        for object in wanted {
            let comment = object.comment.map { "-- \($0)\n" } ?? ""
            let end = object.type == "table" || object.type == "trigger" ? "\n" : ""
            Console.result((object.type == "table" ? "\n" : "") + comment + object.sql + ";" + end)
        }
    }
}
