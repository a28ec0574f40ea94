import ArgumentParser
import Domain
import Wire

/// What commands that are alike for all kinds of rows need to know of one.
protocol DomainResource {
    associatedtype Full: WireJSON
    /// The command that its own are below.
    static var command: String { get }
    static var entity: Entity { get }
    static func full(_ id: String, _ reader: DomainReader) throws -> Full
}

protocol DeletableResource: DomainResource {
    static func delete(_ id: String, _ transaction: DomainTransaction) throws
    /// What goes along, for the help.
    static var deletion: String { get }
}

protocol RestorableResource: DeletableResource {
    associatedtype Shown: WireJSON & TableRow
    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> Shown
}

struct ShowCommandOf<Resource: DomainResource>: ShowingCommand {
    static var configuration: CommandConfiguration {
        .example(
            "show", "Show all that is known of one \(Resource.entity.noun).",
            "\(Resource.command) show ID --json")
    }

    @Argument(help: "Its id.", transform: Typed.text)
    var id: String

    @OptionGroup var domain: DomainOptions

    func item(_ reader: DomainReader) throws -> Resource.Full { try Resource.full(id, reader) }
}

struct DeleteCommandOf<Resource: DeletableResource>: ChangingCommand {
    static var configuration: CommandConfiguration {
        .example(
            "delete", "Delete: all that are named, or none.",
            "\(Resource.command) delete ID", more: Resource.deletion)
    }

    @Argument(help: "Ids.", transform: Typed.text)
    var ids: [String]

    @OptionGroup var domain: DomainOptions

    func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
        try ids.map { id in
            try Resource.delete(id, transaction)
            return ChangedJSON(event: .deleted, kind: Resource.entity.rawValue, id: id)
        }
    }
}

struct RestoreCommandOf<Resource: RestorableResource>: ChangingCommand {
    static var configuration: CommandConfiguration {
        .example(
            "restore", "Bring back what was deleted, with all that went along.",
            "\(Resource.command) restore ID", more: "It can be done until 'retain' purges it.")
    }

    @Argument(help: "Ids.", transform: Typed.text)
    var ids: [String]

    @OptionGroup var domain: DomainOptions

    func change(_ transaction: DomainTransaction) throws -> [Resource.Shown] {
        try ids.map { try Resource.restore($0, transaction) }
    }
}
