import ArgumentParser

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make a part of the store that was lost anew from the rest.",
        subcommands: [
            RebuildCatalogCommand.self, RebuildTreeCommand.self, RebuildJournalCommand.self,
            RebuildConfigurationCommand.self,
        ])
}
