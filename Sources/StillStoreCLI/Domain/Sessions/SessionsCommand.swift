import ArgumentParser
import Domain
import Wire

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Stretches of work: images, an ad, a refinement.",
        subcommands: [
            List.self, ShowCommandOf<SessionResource>.self, Create.self, Edit.self, Move.self,
            Progress.self, EditBrief.self, Select.self, Board.self, Archive.self,
            Unarchive.self,
            DeleteCommandOf<SessionResource>.self, RestoreCommandOf<SessionResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List sessions, last changed first.", "sessions list --workflow ad")

        @Option(name: .long, help: "Only of this project.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "Only of this workflow.")
        var workflow: Workflow?

        @Option(name: .long, help: "Only in this state; may be repeated.")
        var status: [SessionStatus] = []

        @Flag(name: .long, help: "Those that were archived, instead of the others.")
        var archived = false

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<SessionJSON> {
            var filter = SessionFilter()
            (filter.project, filter.workflow, filter.statuses) = (project, workflow, status)
            filter.isArchived = archived
            let page = try reader.sessions.page(filter, of: nil, request)
            let summaries = try reader.sessions.summaries(of: page.items.map(\.id))
            return page.map { SessionJSON($0, summaries[$0.id]) }
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Begin a session.", "sessions create ad --title 'Autumn shoes'")

        @Argument(help: "images, ad or refinement.")
        var workflow: Workflow

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var title = ""

        @Option(name: .long, help: "The project that it belongs to.", transform: Typed.text)
        var project: String?

        @Option(
            name: .long, help: "The asset that a refinement begins from.", transform: Typed.text)
        var source: String?

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            [
                SessionJSON(
                    try transaction.sessions.create(
                        workflow, title: title, project: project, source: source, id: id))
            ]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change title or metadata.", "sessions edit ID --title 'Winter shoes'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var title: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var metadata: JSONArgument?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SessionJSON] {
            [
                SessionJSON(
                    try transaction.sessions.edit(id) {
                        title.replace(&$0.title)
                        try metadata.replace(&$0.metadata)
                    })
            ]
        }
    }
}

enum SessionResource: RestorableResource {
    static let command = "sessions"
    static let entity = Entity.sessions
    static let deletion = """
        Of an ad and a refinement all goes along; what came out of a session of images stays, \
        without a session.
        """

    static func full(_ id: String, _ reader: DomainReader) throws -> SessionDetailsJSON {
        let session = try reader.sessions.get(id)
        var filter = CostFilter()
        filter.session = id
        return SessionDetailsJSON(
            session: SessionJSON(session, try reader.sessions.summary(of: id)),
            next: reader.sessions.allowed(session).map(\.rawValue),
            brief: try reader.sessions.brief(of: id).map(BriefJSON.init),
            moodBoard: try reader.generations.moodBoard(of: id).map(\.id),
            costs: try reader.costs.totals(filter).mapValues { Int($0) })
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.sessions.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> SessionJSON {
        SessionJSON(try transaction.sessions.restore(id))
    }
}
