import ArgumentParser
import Domain
import Wire

struct BucketsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buckets",
        abstract: "Who may read what lies below a bucket.",
        subcommands: [List.self, ShowCommandOf<BucketResource>.self, Set.self])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List the buckets that have a rule; elsewhere assets are their owners'.",
            "buckets list")

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [BucketRuleJSON] {
            try reader.buckets.list().map(BucketRuleJSON.init)
        }
    }

    struct Set: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set", "Say who may read what lies below a bucket; for admins.",
            "buckets set web public")

        @Argument(help: "The bucket.", transform: Typed.text)
        var name: String

        @Argument(help: "public: anybody; owner: the owner of each asset; private: the bucket's.")
        var access: BucketRule.Access

        @Option(
            name: .long, help: "The bucket's owner: an id or an e-mail address.",
            transform: Typed.text)
        var owner: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [BucketRuleJSON] {
            let owner = try owner.map { try transaction.user($0).id }
            return [BucketRuleJSON(try transaction.buckets.set(name, access, owner: owner))]
        }
    }
}

enum BucketResource: DomainResource {
    static let command = "buckets"
    static let entity = Entity.buckets

    static func full(_ id: String, _ reader: DomainReader) throws -> BucketRuleJSON {
        BucketRuleJSON(try reader.get(BucketRule.self, id))
    }
}
