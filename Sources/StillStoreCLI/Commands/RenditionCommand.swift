import ArgumentParser
import Catalog
import ContentStore
import Foundation
import StillStore
import Values

struct RenditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rendition",
        abstract: "Print where a rendition of an asset lies, making it if it is not there yet.")

    @Argument(
        help: "An id, a digest (eight digits or more), or BUCKET/PATH.", transform: Typed.name)
    var reference: String

    @Option(
        name: .long, help: "A recipe of stillstore.json (default: preview).", transform: Typed.text)
    var recipe = "preview"

    @OptionGroup var options: StoreOptions

    private struct Output: Encodable {
        let recipe, format, path: String
        let width, height: Int
        let size: Int64
    }

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let (record, path) = try await library.rendition(of: reference, recipe: recipe)
        if options.json {
            Console.json(
                Output(
                    recipe: record.recipeID, format: record.format, path: path.text,
                    width: record.width, height: record.height, size: record.size))
        } else {
            Console.path(path)
        }
    }
}
