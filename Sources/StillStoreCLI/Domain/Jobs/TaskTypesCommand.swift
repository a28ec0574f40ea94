import ArgumentParser
import Domain
import Wire

struct TaskTypesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task-types",
        abstract: "Kinds of work: where they run, what comes out, what they cost.",
        subcommands: [List.self, ShowCommandOf<TaskTypeResource>.self, Set.self])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List task types by name.", "task-types list")

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [TaskTypeJSON] {
            try reader.taskTypes.list().map(TaskTypeJSON.init)
        }
    }

    struct Set: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set", "Make or change a task type; for admins.",
            "task-types set travel --charging after --billing per_second --price 0.0278",
            more: "An empty text takes a value away.")

        @Argument(help: "Its name.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "What kind of work it is.", transform: Typed.text)
        var category: String?

        @Option(name: .long, help: "Where it runs.")
        var place: RunPlace?

        @Option(name: .long, help: "Whether its jobs make and watch others.")
        var steering: Given?

        @Option(name: .long, help: "What comes out of it becomes this.")
        var outcome: Outcome?

        @Option(name: .long, help: "Of the variants that it makes.", transform: Typed.text)
        var variantType: String?

        @Option(name: .long, help: "The tool that it belongs to.", transform: Typed.text)
        var toolType: String?

        @Option(name: .long, help: "When it is paid for.")
        var charging: TaskType.Charging?

        @Option(name: .long, help: "What the price is of.")
        var billing: TaskType.Billing?

        @Option(name: .long, help: "Credits a second or a unit, up to nine digits.")
        var price: PriceAmount?

        @Option(
            name: .long, help: "A JSON object: resolution, model, frames; or @FILE.",
            transform: JSONArgument.init)
        var factors: JSONArgument?

        @Option(name: .long, help: "The most credits that are held for one.")
        var upperLimit: Amount?

        @Option(name: .long, help: "Whether its steering job pays for it.")
        var chargesSteering: Given?

        @Option(name: .long, help: "How long a worker may be silent.")
        var leaseSeconds: Int?

        @Option(name: .long, help: "How long one may run.")
        var runSeconds: Int?

        @Option(name: .long, help: "After so many losses one fails.")
        var attempts: Int?

        @Option(name: .long, help: "Whether jobs of it can be enqueued.")
        var active: Given?

        @Option(name: .long, help: "Whether lists of people show its jobs.")
        var visible: Given?

        @Option(name: .long, help: "For people.", transform: Typed.text)
        var displayName: String?

        @Option(name: .long, help: "For people.", transform: Typed.text)
        var description: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [TaskTypeJSON] {
            [TaskTypeJSON(try transaction.taskTypes.set(name, replace))]
        }

        private func replace(_ type: inout TaskType) throws {
            category.replace(&type.category)
            place.replace(&type.runPlace)
            steering.replace(&type.isSteering)
            outcome.replace(&type.outcome)
            variantType.replace(&type.variantType)
            toolType.replace(&type.toolType)
            charging.replace(&type.charging)
            billing.replace(&type.billing)
            (price?.nano).replace(&type.price)
            try factors.replace(&type.factors)
            (upperLimit?.micro).replace(&type.upperLimit)
            chargesSteering.replace(&type.chargesSteering)
            leaseSeconds.replace(&type.leaseSeconds)
            runSeconds.replace(&type.runSeconds)
            attempts.replace(&type.maxAttempts)
            active.replace(&type.isActive)
            visible.replace(&type.isVisible)
            displayName.replace(&type.displayName)
            description.replace(&type.description)
        }
    }
}

enum TaskTypeResource: DomainResource {
    static let command = "task-types"
    static let entity = Entity.taskTypes

    static func full(_ id: String, _ reader: DomainReader) throws -> TaskTypeJSON {
        TaskTypeJSON(try reader.get(TaskType.self, id))
    }
}
