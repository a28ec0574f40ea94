import ArgumentParser
import Domain
import Wire

struct ShotsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shots",
        abstract: "Scenes of projects, and what is on their timelines.",
        subcommands: [
            List.self, ShowCommandOf<ShotResource>.self, Create.self, Edit.self, Reorder.self,
            Duplicate.self, DeleteCommandOf<ShotResource>.self,
            RestoreCommandOf<ShotResource>.self,
            Entries.self, Add.self, EditEntry.self, Move.self, ReorderEntries.self, EvenOut.self,
            Exchange.self, Remove.self, RestoreEntry.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List the shots of a project, by position.", "shots list --project ID")

        @Option(name: .long, help: "The project's id.", transform: Typed.text)
        var project: String

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<ShotJSON> {
            try reader.shots.page(of: project, request).map(ShotJSON.init)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a shot: the last, or at a position from which others move on.",
            "shots create --project ID 'Scene 1' --from GENERATION")

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "The project's id.", transform: Typed.text)
        var project: String

        @Option(name: .long, help: "Its place among the shots, from 0.")
        var position: Int?

        @Option(name: .long, help: "A generation that it begins with.", transform: Typed.text)
        var from: String?

        @Option(name: .long, help: "Of its pictures; '' for none.", transform: Typed.text)
        var aspectRatio: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var settings: JSONArgument?

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ShotJSON] {
            let shot = try transaction.shots.create(in: project, name: name, at: position, id: id) {
                aspectRatio.replace(&$0.aspectRatio)
                try settings.replace(&$0.settings)
            }
            if let from { try transaction.entries.add(from, to: shot.id) }
            return [ShotJSON(shot)]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change a shot.", "shots edit ID --name 'Opening'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "Of its pictures; '' for none.", transform: Typed.text)
        var aspectRatio: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var settings: JSONArgument?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ShotJSON] {
            [
                ShotJSON(
                    try transaction.shots.edit(id) {
                        name.replace(&$0.name)
                        aspectRatio.replace(&$0.aspectRatio)
                        try settings.replace(&$0.settings)
                    })
            ]
        }
    }

    struct Reorder: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "reorder", "Give all shots of a project this order.",
            "shots reorder PROJECT SHOT SHOT", more: "Each of them is to be named once.")

        @Argument(help: "The project's id.", transform: Typed.text)
        var project: String

        @Argument(help: "Ids of shots.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ShotJSON] {
            try transaction.shots.reorder(project, ids)
            return try transaction.shots.all(of: project).map(ShotJSON.init)
        }
    }

    struct Duplicate: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "duplicate", "Copy a shot with its entries, behind the project's last shot.",
            "shots duplicate ID --placed-only")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Flag(name: .long, help: "Without videos and what has no place.")
        var placedOnly = false

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ShotJSON] {
            [ShotJSON(try transaction.shots.duplicate(id, placedOnly: placedOnly))]
        }
    }
}

enum ShotResource: RestorableResource {
    static let command = "shots"
    static let entity = Entity.shots
    static let deletion = "Its entries go along, the generations in them stay."

    static func full(_ id: String, _ reader: DomainReader) throws -> ShotDetailsJSON {
        ShotDetailsJSON(
            shot: ShotJSON(try reader.shots.get(id)),
            statistics: ShotStatisticsJSON(try reader.entries.statistics(of: id)),
            entries: try reader.entries.list(of: id).map(EntryJSON.init))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.shots.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> ShotJSON {
        ShotJSON(try transaction.shots.restore(id))
    }
}
