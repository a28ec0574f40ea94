import ArgumentParser
import ContentStore
import StillStoreCore
import Values
import Wire

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty store.")

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let isNew = try !options.hasStore
        let library = try options.open { $0.createsIfMissing = true }
        defer { library.close() }
        let id = library.configuration.id
        if options.json {
            Console.json(StoreJSON(path: options.path.text, id: id, isNew: isNew))
        } else {
            Console.result(
                isNew
                    ? "made the store \(printable(options.path.text)) (\(id)); recipes and limits are in its stillstore.json"
                    : "\(printable(options.path.text)) is a store already (\(id))")
        }
    }
}
