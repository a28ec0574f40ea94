import ArgumentParser
import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct ContactSheetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact-sheet",
        abstract: "Draw a labelled sheet of thumbnails as a JPEG or PNG.")

    @Argument(
        help: "The file to write: .jpg, .jpeg or .png.", completion: .file(),
        transform: Typed.path)
    var output: FilePath

    @OptionGroup var filter: FilterOptions

    @Option(name: .long, help: "Thumbnails in a row.")
    var columns = 5

    @Option(name: .shortAndLong, help: "Thumbnails at most.")
    var limit = 100

    @OptionGroup var options: StoreOptions

    func validate() throws {
        guard (1...40).contains(columns) else {
            throw ValidationError("--columns is a number from 1 to 40.")
        }
        guard (1...1000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 1000.")
        }
        guard format != nil else {
            throw ValidationError("\(printable(output.text)) ends in neither .jpg, .jpeg nor .png.")
        }
    }

    private var format: Library.SheetFormat? {
        switch output.text.split(separator: ".").last?.lowercased() {
        case "jpg", "jpeg": .jpeg
        case "png": .png
        default: nil
        }
    }

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let listings = try library.list(
            filter.filter(in: library), after: nil, limit: limit)
        let sheet = try await library.contactSheet(
            listings, columns: columns, format: format ?? .jpeg)
        try await library.write(sheet.bytes, to: output)
        for failure in sheet.failures {
            Console.message("left out  \(printable(failure.file)): \(printable(failure.sentence))")
        }
        if options.json {
            Console.json(
                SheetJSON(file: output.text, pictures: sheet.count, failed: sheet.failures.count))
        } else {
            Console.result("\(printable(output.text)): \(Format.count(sheet.count, "picture"))")
        }
        try Exit.check(failed: sheet.failures.count)
    }
}
