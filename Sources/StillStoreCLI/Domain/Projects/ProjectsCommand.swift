import ArgumentParser
import Domain
import Wire

struct ProjectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projects",
        abstract: "Creative projects.",
        subcommands: [
            List.self, ShowCommandOf<ProjectResource>.self, Create.self, Edit.self,
            DeleteCommandOf<ProjectResource>.self, RestoreCommandOf<ProjectResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List projects, newest first.", "projects list --page 2 --limit 20")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<ProjectJSON> {
            try reader.projects.page(request).map(ProjectJSON.init)
        }
    }

    /// What can be said of a project.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "Of its pictures, say 16:9; '' for none.", transform: Typed.text)
        var aspectRatio: String?

        @Option(name: .long, help: "Frames between two entries of a shot (default: 50).")
        var spacing: Int?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var settings: JSONArgument?

        func replace(_ project: inout Project) throws {
            aspectRatio.replace(&project.aspectRatio)
            spacing.replace(&project.spacing)
            try settings.replace(&project.settings)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a project.", "projects create 'Autumn shoes' --aspect-ratio 16:9")

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ProjectJSON] {
            [ProjectJSON(try transaction.projects.create(name: name, id: id, values.replace))]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change a project.", "projects edit ID --name 'Winter shoes'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ProjectJSON] {
            [
                ProjectJSON(
                    try transaction.projects.edit(id) {
                        name.replace(&$0.name)
                        try values.replace(&$0)
                    })
            ]
        }
    }
}

enum ProjectResource: RestorableResource {
    static let command = "projects"
    static let entity = Entity.projects
    static let deletion = "With everything in it."

    static func full(_ id: String, _ reader: DomainReader) throws -> ProjectJSON {
        ProjectJSON(try reader.projects.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.projects.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> ProjectJSON {
        ProjectJSON(try transaction.projects.restore(id))
    }
}
