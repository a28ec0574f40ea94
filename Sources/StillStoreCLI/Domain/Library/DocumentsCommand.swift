import ArgumentParser
import Domain
import Wire

struct DocumentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents",
        abstract: "JSON with a version number: timelines of a video editor, and the like.",
        subcommands: [
            List.self, ShowCommandOf<DocumentResource>.self, Create.self, Write.self,
            Checkpoints.self, AddCheckpoint.self, DeleteCommandOf<DocumentResource>.self,
            RestoreCommandOf<DocumentResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List documents, newest first, without their bodies.",
            "documents list --project ID")

        @Option(name: .long, help: "Only of this project.", transform: Typed.text)
        var project: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<DocumentJSON> {
            try reader.documents.page(project: project, of: nil, request)
                .map { DocumentJSON($0, withBody: false) }
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a document.",
            "documents create timeline 'Cut 1' --body @cut.json --project ID")

        @Argument(help: "What it is: an open list.", transform: Typed.text)
        var kind: String

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "JSON, or @FILE.", transform: JSONArgument.init)
        var body = JSONArgument("{}")

        @Option(name: .long, help: "The project that it belongs to.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [DocumentJSON] {
            [
                DocumentJSON(
                    try transaction.documents.create(
                        kind, name: name, body: body.value, project: project, id: id))
            ]
        }
    }

    struct Write: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "write", "Change a document, naming the version that was read.",
            "documents write ID --version 3 --body @cut.json",
            more: "It is refused when somebody wrote a newer version meanwhile.")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .customLong("version"), help: "The version that was read.")
        var number: Int

        @Option(name: .long, help: "JSON, or @FILE.", transform: JSONArgument.init)
        var body: JSONArgument?

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [DocumentJSON] {
            [
                DocumentJSON(
                    try transaction.documents.write(id, version: number) {
                        try body.replace(&$0.body)
                        name.replace(&$0.name)
                    })
            ]
        }
    }

    struct Checkpoints: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "checkpoints", "List the checkpoints of a document, oldest first.",
            "documents checkpoints ID --json")

        @Argument(help: "The document's id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [CheckpointJSON] {
            try reader.documents.checkpoints(of: id).map(CheckpointJSON.init)
        }
    }

    struct AddCheckpoint: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add-checkpoint", "Keep the version that a document has now, under a name.",
            "documents add-checkpoint ID 'before the cut'")

        @Argument(help: "The document's id.", transform: Typed.text)
        var id: String

        @Argument(help: "What it is called.", transform: Typed.text)
        var label: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CheckpointJSON] {
            [CheckpointJSON(try transaction.documents.addCheckpoint(to: id, label: label))]
        }
    }
}

enum DocumentResource: RestorableResource {
    static let command = "documents"
    static let entity = Entity.documents
    static let deletion = "With its checkpoints."

    static func full(_ id: String, _ reader: DomainReader) throws -> DocumentJSON {
        DocumentJSON(try reader.documents.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.documents.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> DocumentJSON {
        DocumentJSON(try transaction.documents.restore(id))
    }
}
