import ArgumentParser
import Domain
import Wire

struct TemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Prompts to begin from.",
        subcommands: [
            List.self, ShowCommandOf<TemplateResource>.self, Create.self, Edit.self,
            DeleteCommandOf<TemplateResource>.self, RestoreCommandOf<TemplateResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List prompt templates, newest first.", "templates list --favourite yes")

        @Option(name: .long, help: "Only of this category.", transform: Typed.text)
        var category: String?

        @Option(name: .long, help: "Only those that are marked, or are not.")
        var favourite: Given?

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(
            _ request: PageRequest, _ reader: DomainReader
        ) throws -> Page<PromptTemplateJSON> {
            try reader.templates.page(
                category: category, isFavourite: favourite?.isYes, of: nil, request
            ).map(PromptTemplateJSON.init)
        }
    }

    /// What can be said of a template.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "What it is for.", transform: Typed.text)
        var description: String?

        @Option(name: .long, help: "What is not wanted.", transform: Typed.text)
        var negativePrompt: String?

        @Option(name: .long, help: "Where it belongs.", transform: Typed.text)
        var category: String?

        @Option(name: .customLong("public"), help: "Whether anybody may use it.")
        var isPublic: Given?

        @Option(name: .long, help: "Whether it is marked.")
        var favourite: Given?

        func replace(_ template: inout PromptTemplate) {
            description.replace(&template.description)
            negativePrompt.replace(&template.negativePrompt)
            category.replace(&template.category)
            isPublic.replace(&template.isPublic)
            favourite.replace(&template.isFavourite)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a prompt template; names may repeat.",
            "templates create 'Product on sand' 'a {product} on warm sand' --favourite yes")

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Argument(help: "The prompt.", transform: Typed.text)
        var prompt: String

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [PromptTemplateJSON] {
            [
                PromptTemplateJSON(
                    try transaction.templates.create(name: name, prompt: prompt, values.replace))
            ]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change a prompt template.", "templates edit ID --favourite no")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "The prompt.", transform: Typed.text)
        var prompt: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [PromptTemplateJSON] {
            [
                PromptTemplateJSON(
                    try transaction.templates.edit(id) {
                        name.replace(&$0.name)
                        prompt.replace(&$0.prompt)
                        values.replace(&$0)
                    })
            ]
        }
    }
}

enum TemplateResource: RestorableResource {
    static let command = "templates"
    static let entity = Entity.templates
    static let deletion = "What was made from it stays."

    static func full(_ id: String, _ reader: DomainReader) throws -> PromptTemplateJSON {
        PromptTemplateJSON(try reader.templates.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.templates.delete(id)
    }

    static func restore(
        _ id: String, _ transaction: DomainTransaction
    ) throws -> PromptTemplateJSON {
        PromptTemplateJSON(try transaction.templates.restore(id))
    }
}
