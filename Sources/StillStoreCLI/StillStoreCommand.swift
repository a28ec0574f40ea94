import ArgumentParser
import StillStoreCore

/// The program. Each command parses, calls one function of the library, and prints.
@main
struct StillStoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stillstore",
        abstract: "Keeps pictures: by content, with thumbnails and a catalogue, in one directory.",
        discussion: """
            The store is --store DIR, else $STILLSTORE_STORE, else ./store.

            Exit status: 0 all done, 1 some items failed (they are listed), 2 wrong usage, \
            3 the store cannot be used, 130 interrupted.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Pictures",
                subcommands: [
                    InitCommand.self, IngestCommand.self, PutCommand.self, FetchCommand.self,
                    EnqueueCommand.self, RetryCommand.self, ListCommand.self, SearchCommand.self,
                    SimilarCommand.self, DuplicatesCommand.self,
                    ShowCommand.self,
                    CatCommand.self, RenditionCommand.self, RenderCommand.self,
                    ThumbnailsCommand.self, ExportCommand.self, ContactSheetCommand.self,
                    DeleteCommand.self, UndeleteCommand.self, MetadataCommand.self,
                    IndexCommand.self,
                ]),
            CommandGroup(
                name: "Runs",
                subcommands: [RunsCommand.self, FailuresCommand.self, StatsCommand.self]),
            CommandGroup(
                name: "Care",
                subcommands: [
                    VerifyCommand.self, GCCommand.self, RebuildCommand.self,
                    BackupCommand.self, RestoreCommand.self, CopyCommand.self,
                    RetainCommand.self,
                ]),
            CommandGroup(
                name: "People and work",
                subcommands: [
                    UsersCommand.self, TokensCommand.self, CredentialsCommand.self,
                    ProjectsCommand.self, ShotsCommand.self, SessionsCommand.self,
                    JobsCommand.self, WorkersCommand.self, TaskTypesCommand.self,
                    GenerationsCommand.self, VariantsCommand.self,
                ]),
            CommandGroup(
                name: "Money", subcommands: [CostsCommand.self, CreditsCommand.self]),
            CommandGroup(
                name: "Collections",
                subcommands: [
                    AlbumsCommand.self, LinksCommand.self, TagsCommand.self,
                    CaptionsCommand.self, ModelsCommand.self, TemplatesCommand.self,
                    DocumentsCommand.self, TrainingCommand.self, SettingsCommand.self,
                    BucketsCommand.self,
                ]),
            CommandGroup(
                name: "System",
                subcommands: [
                    ServeCommand.self, EventsCommand.self, ConnectionsCommand.self,
                    SchemaCommand.self, SQLCommand.self, SeedCommand.self,
                    CompletionsCommand.self,
                ]),
        ])

    static func main() async {
        StandardStreams.fill()
        LostMemory.isNamed()
        do {
            var command = try parseAsRoot(GivenArguments.escaped)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.because(of: error)
        }
    }
}
