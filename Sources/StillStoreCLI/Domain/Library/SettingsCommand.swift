import ArgumentParser
import Domain
import Wire

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Defaults of the store, of users, and of tools.",
        subcommands: [
            Show.self, Edit.self, AddRented.self, EndRented.self, Tool.self, SetTool.self,
            RemoveTool.self, Effective.self,
        ])

    struct Show: ShowingCommand {
        static let configuration: CommandConfiguration = .example(
            "show", "Show one's settings, or else the store's.", "settings show")

        @Flag(name: .customLong("of-store"), help: "The store's.")
        var ofStore = false

        @OptionGroup var domain: DomainOptions

        func item(_ reader: DomainReader) throws -> SettingsJSON {
            SettingsJSON(try ofStore ? reader.settings.ofStore() : reader.settings.get())
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change one's settings, or with --of-store the store's; for admins.",
            "settings edit --steps 40 --backend local")

        @Flag(name: .customLong("of-store"), help: "The store's.")
        var ofStore = false

        @Option(name: .long, help: "Of a generation.")
        var steps: Int?

        @Option(name: .long, help: "How close to the prompt.")
        var guidance: Double?

        @Option(name: .long, help: "Of a generation.", transform: Typed.text)
        var scheduler: String?

        @Option(name: .long, help: "Pictures at once.")
        var batchSize: Int?

        @Option(
            name: .long, help: "A JSON list of name, width and height, or @FILE.",
            transform: JSONArgument.init)
        var aspectRatios: JSONArgument?

        @Option(name: .long, help: "local or remote.")
        var backend: Settings.Mode?

        @Option(name: .long, help: "The generator's address.", transform: Typed.text)
        var localURL: String?

        @Option(name: .long, help: "That of a rented one; '' for none.", transform: Typed.text)
        var remoteURL: String?

        @Option(name: .long, help: "What is rented; '' for nothing.", transform: Typed.text)
        var podType: String?

        @Option(name: .long, help: "After which a rented one is given back.")
        var idleMinutes: Int?

        @Option(
            name: .long, help: "The rest: a JSON object, or @FILE.", transform: JSONArgument.init)
        var other: JSONArgument?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SettingsJSON] {
            let settings = transaction.settings
            return [
                SettingsJSON(try ofStore ? settings.editStore(replace) : settings.edit(replace))
            ]
        }

        private func replace(_ settings: inout Settings) throws {
            steps.replace(&settings.steps)
            guidance.replace(&settings.guidance)
            scheduler.replace(&settings.scheduler)
            batchSize.replace(&settings.batchSize)
            try aspectRatios.replace(&settings.aspectRatios)
            backend.replace(&settings.backendMode)
            localURL.replace(&settings.localURL)
            remoteURL.replace(&settings.remoteURL)
            podType.replace(&settings.podType)
            idleMinutes.replace(&settings.idleMinutes)
            try other.replace(&settings.other)
        }
    }

    struct AddRented: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add-rented", "Add rented time to what it cost, exactly.",
            "settings add-rented 300000 0.74")

        @Argument(help: "Milliseconds.")
        var milliseconds: Int64

        @Argument(help: "The price of an hour.")
        var rate: Amount

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SettingsJSON] {
            [
                SettingsJSON(
                    try transaction.settings.addRentedTime(
                        milliseconds: milliseconds, rate: rate.micro))
            ]
        }
    }

    struct EndRented: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "end-rented", "Say that the rented machine was given back.", "settings end-rented")

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SettingsJSON] {
            [SettingsJSON(try transaction.settings.endRentedTime())]
        }
    }
}
