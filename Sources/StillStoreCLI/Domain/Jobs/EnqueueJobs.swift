import ArgumentParser
import Domain
import Wire

extension JobsCommand {
    /// What can be said of a job.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "What is wanted.", transform: Typed.text)
        var prompt: String?

        @Option(name: .long, help: "What is not wanted.", transform: Typed.text)
        var negativePrompt: String?

        @Option(name: .long, help: "What a program made of the prompt.", transform: Typed.text)
        var generatedPrompt: String?

        @Option(name: .long, help: "With which model.", transform: Typed.text)
        var model: String?

        @Option(name: .long, help: "64 bits, decimal.", transform: Typed.text)
        var seed: String?

        @Option(name: .long, help: "Of what comes out, say 16:9.", transform: Typed.text)
        var aspectRatio: String?

        @Option(name: .long, help: "How many are wanted (default: 1).")
        var count: Int?

        @Option(name: .long, help: "The higher, the sooner (default: 0).")
        var priority: Int?

        @Option(name: .long, help: "Among the steps of its parent.")
        var position: Int?

        @Option(
            name: .long, help: "A JSON object for its worker, or @FILE.",
            transform: JSONArgument.init)
        var parameters: JSONArgument?

        @Option(name: .long, help: "What its outputs become, if not what its type says.")
        var outcome: Outcome?

        @Option(
            name: .long, help: "The generation that the outcome is about.", transform: Typed.text)
        var generation: String?

        @Option(
            name: .long, help: "The entry of a shot that a child belongs to.",
            transform: Typed.text)
        var slot: String?

        @Option(name: .long, help: "Of the variants that it makes.", transform: Typed.text)
        var variantType: String?

        @Option(name: .long, help: "The job that it is another version of.", transform: Typed.text)
        var versionOf: String?

        @Option(name: .long, help: "Whether lists of people show it.")
        var visible: Given?

        @Option(name: .long, help: "Whether its owner is done with it.")
        var closed: Given?

        @Option(
            name: .customLong("batch-id"), help: "What another program calls its batch.",
            transform: Typed.text)
        var batchID: String?

        @Option(
            name: .customLong("correlation-id"), help: "By which answers are found again.",
            transform: Typed.text)
        var correlationID: String?

        func replace(_ job: inout Job) throws {
            name.replace(&job.name)
            prompt.replace(&job.prompt)
            negativePrompt.replace(&job.negativePrompt)
            generatedPrompt.replace(&job.generatedPrompt)
            model.replace(&job.model)
            seed.replace(&job.seed)
            aspectRatio.replace(&job.aspectRatio)
            count.replace(&job.wanted)
            priority.replace(&job.priority)
            position.replace(&job.position)
            try parameters.replace(&job.parameters)
            outcome.replace(&job.outcome)
            generation.replace(&job.outcomeGenerationID)
            slot.replace(&job.outcomeEntryID)
            variantType.replace(&job.variantType)
            versionOf.replace(&job.versionOf)
            visible.replace(&job.isVisible)
            closed.replace(&job.isClosed)
            batchID.replace(&job.batchID)
            correlationID.replace(&job.correlationID)
        }
    }

    struct Enqueue: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "enqueue", "Put a job into the queue.",
            "jobs enqueue image --session ID --prompt 'a red shoe' --count 4",
            more: """
                With an id of your own it is put there once: again, it is the job that there is. \
                A reference is an asset, or ASSET=ROLE.
                """)

        @Argument(
            help: "The task type; one that nobody described costs nothing.", transform: Typed.text)
        var type: String

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @Option(name: .long, help: "The project that it belongs to.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "The session that it belongs to.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "The job that it is a step of.", transform: Typed.text)
        var parent: String?

        @Option(
            name: .long, help: "A picture that it is given; may be repeated.",
            transform: Typed.text)
        var reference: [String] = []

        @Option(
            name: .customLong("after-job"),
            help: "A job that has to be completed first; may be repeated.", transform: Typed.text)
        var dependencies: [String] = []

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            var request = JobRequest()
            (request.id, request.project) = (id, project)
            (request.session, request.parent) = (session, parent)
            request.dependencies = dependencies
            request.references = reference.map { given in
                guard let sign = given.lastIndex(of: "=") else { return JobReference(asset: given) }
                return JobReference(
                    asset: String(given[..<sign]),
                    role: String(given[given.index(after: sign)...]))
            }
            return [JobJSON(try transaction.jobs.enqueue(type, request, values.replace))]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change a job: all of it while it waits, how it is shown at any time.",
            "jobs edit ID --name 'second try'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            [JobJSON(try transaction.jobs.edit(id, values.replace))]
        }
    }

    struct Move: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "move", "Make a job a step of another one of its session, or of none.",
            "jobs move ID --below PARENT")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The other one.", transform: Typed.text)
        var below: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            [JobJSON(try transaction.jobs.move(id, below: below))]
        }
    }
}
