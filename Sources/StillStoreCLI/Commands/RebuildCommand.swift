import ArgumentParser

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make the catalogue, the tree or the journal anew from the rest of the store.",
        subcommands: [
            RebuildCatalogueCommand.self, RebuildTreeCommand.self, RebuildJournalCommand.self,
        ])
}
