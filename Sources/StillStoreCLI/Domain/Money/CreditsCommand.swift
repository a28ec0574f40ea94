import ArgumentParser
import Domain
import Wire

struct CreditsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credits",
        abstract: "What users may spend, and the ledger of it.",
        subcommands: [
            Balance.self, List.self, ShowCommandOf<LedgerResource>.self, Grant.self, Adjust.self,
            Purchase.self, Refund.self,
        ])

    struct Balance: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "balance", "Show a balance: the sum of the ledger, always.",
            "credits balance ada@example.com")

        @Argument(help: "Whose, for admins: an id or an e-mail address.", transform: Typed.text)
        var user: String?

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [BalanceJSON] {
            let id = try user.map { try reader.user($0).id } ?? reader.viewer.userID
            return [BalanceJSON(user: id, balance: try reader.credits.balance(of: id))]
        }
    }

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List the rows of the ledger, newest first.",
            "credits list --kind spend --user ada@example.com")

        @Option(name: .long, help: "Only of this kind; may be repeated.")
        var kind: [LedgerRow.Kind] = []

        @Option(
            name: .long, help: "Whose, for admins: an id or an e-mail address.",
            transform: Typed.text)
        var user: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<LedgerRowJSON> {
            let id = try user.map { try reader.user($0).id }
            return try reader.credits.page(kinds: kind, of: id, request).map(LedgerRowJSON.init)
        }
    }

    struct Grant: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "grant", "Give a user credits; for admins.",
            "credits grant ada@example.com 10 --note welcome")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Argument(help: "How many, with up to six digits behind the point.")
        var amount: Amount

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var note: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LedgerRowJSON] {
            let id = try transaction.user(user).id
            return [
                LedgerRowJSON(
                    try transaction.credits.grant(amount.micro, to: id, note: note))
            ]
        }
    }

    struct Adjust: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "adjust", "Correct a balance up or down; for admins.",
            "credits adjust ada@example.com --note 'counted twice' -- -2.5")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Argument(help: "By how much; below 0 after --.")
        var amount: Amount

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var note: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LedgerRowJSON] {
            let id = try transaction.user(user).id
            return [
                LedgerRowJSON(
                    try transaction.credits.adjust(amount.micro, of: id, note: note))
            ]
        }
    }

    struct Purchase: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "purchase", "Credit a payment, once; for admins.",
            "credits purchase ada@example.com 25 --payment pi_123")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Argument(help: "How many credits were bought.")
        var amount: Amount

        @Option(name: .long, help: "What the payment service calls it.", transform: Typed.text)
        var payment: String

        @Option(name: .long, help: "A word on it.", transform: Typed.text)
        var note: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LedgerRowJSON] {
            let id = try transaction.user(user).id
            return [
                LedgerRowJSON(
                    try transaction.credits.purchase(
                        amount.micro, by: id, payment: payment, note: note))
            ]
        }
    }

    struct Refund: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "refund", "Give the price of a job back, once; for admins.",
            "credits refund JOB --note 'it was black'")

        @Argument(help: "The job's id.", transform: Typed.text)
        var job: String

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var note: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LedgerRowJSON] {
            [LedgerRowJSON(try transaction.credits.refund(job, note: note))]
        }
    }
}

enum LedgerResource: DomainResource {
    static let command = "credits"
    static let entity = Entity.ledger

    static func full(_ id: String, _ reader: DomainReader) throws -> LedgerRowJSON {
        LedgerRowJSON(try reader.get(LedgerRow.self, id))
    }
}
