import ArgumentParser
import Domain
import Wire

extension SessionsCommand {
    struct Move: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "move", "Bring a session to another state.", "sessions move ID prompting",
            more: "'sessions show' names the states that can follow.")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Argument(help: "The state.")
        var status: SessionStatus

        @Option(name: .long, help: "What went wrong, with failed.", transform: Typed.text)
        var error: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            [SessionJSON(try transaction.sessions.move(id, to: status, error: error))]
        }
    }

    struct Progress: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "progress", "Say how far it is: what whoever looks later reads first.",
            "sessions progress ID 40 --stage images --message '4 of 6 pictures'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Argument(help: "Percent, 0 to 100.")
        var percent: Int

        @Option(name: .long, help: "What is being done.", transform: Typed.text)
        var stage: String?

        @Option(name: .long, help: "A sentence for people.", transform: Typed.text)
        var message: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            [
                SessionJSON(
                    try transaction.sessions.setProgress(
                        id, stage: stage, percent: percent, message: message))
            ]
        }
    }

    struct Archive: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "archive", "Hide sessions from lists.", "sessions archive ID",
            more: "'sessions list --archived' shows them.")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            try ids.map { SessionJSON(try transaction.sessions.setArchived($0, true)) }
        }
    }

    struct Unarchive: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "unarchive", "Show archived sessions in lists again.", "sessions unarchive ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            try ids.map { SessionJSON(try transaction.sessions.setArchived($0, false)) }
        }
    }

    struct Select: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "select", "Make exactly these the chosen generations, in this order.",
            "sessions select ID GENERATION GENERATION", more: "Without any, none is chosen.")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Argument(help: "Ids of generations of the session.", transform: Typed.text)
        var generations: [String] = []

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.generations.select(generations, of: id)
            return try transaction.shown(transaction.generations.moodBoard(of: id))
        }
    }

    struct Board: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "board", "List the chosen generations in their order.", "sessions board ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            try reader.shown(reader.generations.moodBoard(of: id))
        }
    }
}
