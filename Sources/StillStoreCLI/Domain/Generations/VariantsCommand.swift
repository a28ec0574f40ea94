import ArgumentParser
import Domain
import Wire

struct VariantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variants",
        abstract: "Versions of generations, one of which each shows.",
        subcommands: [
            List.self, ListOfProject.self, ShowCommandOf<VariantResource>.self, Add.self,
            Edit.self, Primary.self, SetAsset.self, Seen.self, Sources.self, Promote.self,
            DeleteCommandOf<VariantResource>.self, RestoreCommandOf<VariantResource>.self,
        ])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List the variants of a generation, newest first.", "variants list GENERATION")

        @Argument(help: "The generation's id.", transform: Typed.text)
        var generation: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [VariantJSON] {
            try reader.variants.list(of: generation).map(VariantJSON.init)
        }
    }

    struct ListOfProject: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list-project", "List the variants of a whole project, newest first.",
            "variants list-project PROJECT")

        @Argument(help: "The project's id.", transform: Typed.text)
        var project: String

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<VariantJSON> {
            try reader.variants.page(of: project, request).map(VariantJSON.init)
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Add a variant to a generation; the first with bytes is shown.",
            "variants add GENERATION upscaled --asset ASSET --primary")

        @Argument(help: "The generation's id.", transform: Typed.text)
        var generation: String

        @Argument(help: "original, upscaled, edit …: an open list.", transform: Typed.text)
        var type: String

        @Option(name: .long, help: "The asset with its bytes.", transform: Typed.text)
        var asset: String?

        @Flag(name: .long, help: "The generation shows it from now on.")
        var primary = false

        @Flag(name: .long, help: "The generation does not show it, also when it is the first.")
        var secondary = false

        @Option(name: .long, help: "The variant that it was made from.", transform: Typed.text)
        var source: String?

        @Option(name: .long, help: "The job that made it.", transform: Typed.text)
        var job: String?

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(
            name: .long, help: "How it was made: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var params: JSONArgument?

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if primary, secondary {
                throw ValidationError("--primary and --secondary exclude each other.")
            }
        }

        func change(_ transaction: DomainTransaction) throws -> [VariantJSON] {
            var request = VariantRequest()
            (request.id, request.asset, request.source, request.job) = (id, asset, source, job)
            request.choice = primary ? .primary : secondary ? .secondary : .byRule
            return [
                VariantJSON(
                    try transaction.variants.add(to: generation, type, request) {
                        name.replace(&$0.name)
                        try params.replace(&$0.params)
                    })
            ]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change name, parameters or star of a variant.",
            "variants edit ID --name 'the sharp one' --star yes")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called; '' for nothing.", transform: Typed.text)
        var name: String?

        @Option(
            name: .long, help: "How it was made: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var params: JSONArgument?

        @Option(name: .long, help: "With a star, or without.")
        var star: Given?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [VariantJSON] {
            [
                VariantJSON(
                    try transaction.variants.edit(id) {
                        name.replace(&$0.name)
                        try params.replace(&$0.params)
                        star.replace(&$0.isStarred)
                    })
            ]
        }
    }

    struct Sources: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "sources", "List what a variant was made from, nearest first.", "variants sources ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [VariantJSON] {
            try reader.variants.sources(of: id).map(VariantJSON.init)
        }
    }
}

enum VariantResource: RestorableResource {
    static let command = "variants"
    static let entity = Entity.variants
    static let deletion = """
        Of the primary one the youngest that is left is shown; the last one leaves an empty \
        generation.
        """

    static func full(_ id: String, _ reader: DomainReader) throws -> VariantJSON {
        VariantJSON(try reader.variants.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.variants.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> VariantJSON {
        VariantJSON(try transaction.variants.restore(id))
    }
}
