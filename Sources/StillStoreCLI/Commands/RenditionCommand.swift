import ArgumentParser
import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values
import Wire

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

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let (record, path) = try await library.rendition(of: reference, recipe: recipe)
        if options.json {
            Console.json(RenditionJSON(record, path: path.text))
        } else {
            Console.path(path)
        }
    }
}
