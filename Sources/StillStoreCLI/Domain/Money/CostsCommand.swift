import ArgumentParser
import Domain
import Wire

struct CostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs",
        abstract: "What calls to other people's services cost.",
        subcommands: [
            List.self, ShowCommandOf<CostResource>.self, Add.self, Edit.self, Move.self,
            Totals.self, Breakdown.self, DeleteCommandOf<CostResource>.self,
        ])

    /// Which costs.
    struct Filter: ParsableArguments {
        @Option(name: .long, help: "Only of this project.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "Only of this session.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "Only of this generation.", transform: Typed.text)
        var generation: String?

        var filter: CostFilter {
            var filter = CostFilter()
            (filter.project, filter.session, filter.generation) = (project, session, generation)
            return filter
        }
    }

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List costs, newest first.", "costs list --session ID")

        @OptionGroup var filter: Filter
        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<CostJSON> {
            try reader.costs.page(filter.filter, of: nil, request).map(CostJSON.init)
        }
    }

    struct Totals: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "totals", "Add costs up, a total a currency.", "costs totals --project ID")

        @OptionGroup var filter: Filter
        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [CostTotalJSON] {
            try reader.costs.totals(filter.filter).sorted { $0.key < $1.key }
                .map { CostTotalJSON(currency: $0.key, amount: $0.value) }
        }
    }

    struct Breakdown: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "breakdown", "Add costs up by category and provider, dearest first.",
            "costs breakdown --session ID")

        @OptionGroup var filter: Filter
        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [CostGroupJSON] {
            try reader.costs.breakdown(filter.filter).map(CostGroupJSON.init)
        }
    }

    /// What can be said of a cost.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "What it was for.")
        var category: Cost.Category?

        @Option(name: .long, help: "With which model.", transform: Typed.text)
        var model: String?

        @Option(name: .long, help: "Three capital letters (default: USD).", transform: Typed.text)
        var currency: String?

        @Option(
            name: .customLong("call-id"), help: "What the service calls the call: counted once.",
            transform: Typed.text)
        var callID: String?

        @Option(name: .long, help: "How many tokens.")
        var tokens: Int64?

        @Option(name: .long, help: "How much of a video or sound, in milliseconds.")
        var processed: Int64?

        @Option(name: .long, help: "How long the answer took, in milliseconds.")
        var latency: Int64?

        @Option(
            name: .long, help: "Why the call failed; it counts all the same.", transform: Typed.text
        )
        var error: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var metadata: JSONArgument?

        func replace(_ cost: inout Cost) throws {
            category.replace(&cost.category)
            model.replace(&cost.model)
            currency.replace(&cost.currency)
            callID.replace(&cost.callID)
            tokens.replace(&cost.tokens)
            processed.replace(&cost.processedMilliseconds)
            latency.replace(&cost.latencyMilliseconds)
            if let error {
                (cost.error, cost.isSuccess) = (error.isEmpty ? nil : error, error.isEmpty)
            }
            try metadata.replace(&cost.metadata)
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Record what a call cost; the same call again is the same cost.",
            "costs add openai 0.04 --category image_generation --session ID --call-id abc")

        @Argument(help: "Whose service.", transform: Typed.text)
        var provider: String

        @Argument(help: "The amount, with up to six digits behind the point.")
        var amount: Amount

        @Option(name: .long, help: "For this project.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "For this session.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "For this job.", transform: Typed.text)
        var job: String?

        @Option(name: .long, help: "For this generation.", transform: Typed.text)
        var generation: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CostJSON] {
            var target = CostTarget()
            (target.project, target.session) = (project, session)
            (target.job, target.generation) = (job, generation)
            return [
                CostJSON(
                    try transaction.costs.add(target) {
                        ($0.provider, $0.amount) = (provider, amount.micro)
                        try values.replace(&$0)
                    })
            ]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Correct a cost.", "costs edit ID --amount 0.05")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The amount, with up to six digits behind the point.")
        var amount: Amount?

        @Option(name: .long, help: "Whose service.", transform: Typed.text)
        var provider: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CostJSON] {
            [
                CostJSON(
                    try transaction.costs.edit(id) {
                        (amount?.micro).replace(&$0.amount)
                        provider.replace(&$0.provider)
                        try values.replace(&$0)
                    })
            ]
        }
    }

    struct Move: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "move", "Count a cost for another session, or for none.",
            "costs move ID --session OTHER")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The session's id.", transform: Typed.text)
        var session: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CostJSON] {
            [CostJSON(try transaction.costs.move(id, to: session))]
        }
    }
}

enum CostResource: DeletableResource {
    static let command = "costs"
    static let entity = Entity.costs
    static let deletion = "It cannot be brought back."

    static func full(_ id: String, _ reader: DomainReader) throws -> CostJSON {
        CostJSON(try reader.get(Cost.self, id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.costs.delete(id)
    }
}
