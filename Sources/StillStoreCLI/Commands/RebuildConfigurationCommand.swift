import ArgumentParser
import StillStoreCare
import StillStoreCore
import Wire

struct RebuildConfigurationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configuration",
        abstract: "Make a stillstore.json for a store that lost it.",
        discussion: """
            It has the recipes that the journal tells of; when their renditions are made, and all \
            limits and retrieval settings, are those of a new store and may be corrected by hand. \
            The store keeps the id that its catalogue has; without one it has a new id, so that \
            its next backup goes to a new place. If there is a backup, copy the stillstore.json \
            that is in it instead.
            """)

    @OptionGroup var unreadable: UnreadableOptions
    @OptionGroup var options: StoreOptions

    func run() async throws {
        let made = try await Library.rebuildConfiguration(
            at: options.path, skipsUnreadable: unreadable.skipUnreadable)
        let recipes = made.recipes.map(\.name)
        if options.json {
            Console.json(ConfigurationJSON(id: made.id, recipes: recipes))
        } else {
            Console.result(
                "stillstore.json made, with the recipes \(recipes.joined(separator: ", ")): look through it before the next ingest"
            )
        }
    }
}
