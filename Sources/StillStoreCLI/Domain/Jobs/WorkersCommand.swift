import ArgumentParser
import Domain
import Wire

struct WorkersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers",
        abstract: "Programs that take jobs.",
        subcommands: [
            List.self, ShowCommandOf<WorkerResource>.self, Register.self, Heartbeat.self,
        ])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List workers: one's own, for admins all.", "workers list")

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [WorkerJSON] {
            try reader.workers.list().map(WorkerJSON.init)
        }
    }

    struct Register: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "register", "Make a worker known; again, it says that it is there.",
            "workers register gpu-1 --place gpu --shared")

        @Argument(help: "An id of its own.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "gpu or api: which jobs it takes.")
        var place = RunPlace.gpu

        @Flag(name: .long, help: "It works for everybody; for admins.")
        var shared = false

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [WorkerJSON] {
            [
                WorkerJSON(
                    try transaction.workers.register(
                        name: name ?? id, id: id, place: place, isShared: shared))
            ]
        }
    }

    struct Heartbeat: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "heartbeat", "Say that a worker is there, and what it is doing.",
            "workers heartbeat gpu-1 --state loading")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it says of itself.", transform: Typed.text)
        var state: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [WorkerJSON] {
            [WorkerJSON(try transaction.workers.heartbeat(id, state: state))]
        }
    }
}

enum WorkerResource: DomainResource {
    static let command = "workers"
    static let entity = Entity.workers

    static func full(_ id: String, _ reader: DomainReader) throws -> WorkerJSON {
        WorkerJSON(try reader.workers.get(id))
    }
}
