import ArgumentParser
import Domain
import Wire

struct ConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "Programs that listen to what changes.",
        subcommands: [List.self, Open.self, Heartbeat.self, Close.self])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List the open connections of a session, oldest first.",
            "connections list --session ID")

        @Option(name: .long, help: "The session.", transform: Typed.text)
        var session: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [ConnectionJSON] {
            try reader.connections.open(of: session).map(ConnectionJSON.init)
        }
    }

    struct Open: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "open", "Say that a program listens.",
            "connections open --session ID --agent 'window 2'")

        @Option(name: .long, help: "The session that it is about.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "Where it is.", transform: Typed.text)
        var address: String?

        @Option(name: .long, help: "What it says of itself.", transform: Typed.text)
        var agent: String?

        @Option(name: .long, help: "An id of its own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ConnectionJSON] {
            [
                ConnectionJSON(
                    try transaction.connections.add(
                        session: session, address: address, agent: agent, id: id))
            ]
        }
    }

    struct Heartbeat: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "heartbeat", "Say that a connection is still there.", "connections heartbeat ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ConnectionJSON] {
            [ConnectionJSON(try transaction.connections.heartbeat(id))]
        }
    }

    struct Close: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "close", "Say that a connection ended.", "connections close ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ConnectionJSON] {
            [ConnectionJSON(try transaction.connections.close(id))]
        }
    }
}
