import ArgumentParser
import Domain
import Wire

struct GenerationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generations",
        abstract: "What came out: what a gallery shows.",
        subcommands: [
            List.self, ShowCommandOf<GenerationResource>.self, Create.self, Edit.self, Name.self,
            SetSource.self, Move.self, Fail.self, Archive.self, Unarchive.self, Ancestors.self,
            Descendants.self, Parts.self, Outputs.self, Find.self, Badges.self,
            DeleteCommandOf<GenerationResource>.self, RestoreCommandOf<GenerationResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List generations, newest first; parts of others are hidden.",
            "generations list --project ID --starred yes --page 1")

        @Option(name: .long, help: "Only of this project.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "Only of this session.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "Only of this kind; may be repeated.")
        var kind: [Generation.Kind] = []

        @Option(name: .long, help: "Only of this tool.", transform: Typed.text)
        var tool: String?

        @Option(name: .long, help: "Only with, or without, a star.")
        var starred: Given?

        @Option(name: .long, help: "Only those made from another one, or not.")
        var edits: Given?

        @Option(name: .long, help: "Only with this review.")
        var review: Generation.Review?

        @Option(
            name: .long, help: "Only with this in the prompt, in any case.", transform: Typed.text)
        var prompt: String?

        @Option(name: .long, help: "Only in this shot.", transform: Typed.text)
        var shot: String?

        @Flag(name: .long, help: "With --shot: only those without a place there.")
        var unplaced = false

        @Flag(name: .long, help: "Only in no shot.")
        var noShot = false

        @Option(name: .long, help: "Only made from this one.", transform: Typed.text)
        var basedOn: String?

        @Flag(name: .long, help: "Those that were archived, instead of the others.")
        var archived = false

        @Flag(name: .long, help: "Parts of others too.")
        var parts = false

        @Option(name: .long, help: "Only with, or without, bytes.")
        var bytes: Given?

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if unplaced, shot == nil { throw ValidationError("--unplaced goes with --shot.") }
            if noShot, shot != nil {
                throw ValidationError("--shot and --no-shot exclude each other.")
            }
        }

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<GenerationJSON> {
            let page = try reader.generations.page(filter, of: nil, request)
            return Page(items: try reader.shown(page.items), next: page.next, total: page.total)
        }

        private var filter: GenerationFilter {
            var filter = GenerationFilter()
            (filter.project, filter.session, filter.kinds) = (project, session, kind)
            (filter.toolType, filter.isStarred) = (tool, starred?.isYes)
            (filter.isEdit, filter.review, filter.prompt) = (edits?.isYes, review, prompt)
            filter.shot = noShot ? .inNone : shot.map { unplaced ? .unplaced($0) : .inShot($0) }
            (filter.basedOn, filter.isArchived) = (basedOn, archived)
            (filter.showsChildren, filter.hasBytes) = (parts, bytes?.isYes)
            return filter
        }
    }

    struct Parts: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "parts", "List the parts of a generation, in order.", "generations parts ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            try reader.shown(reader.generations.children(of: id))
        }
    }

    struct Ancestors: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "ancestors", "List what a generation was made from, nearest first.",
            "generations ancestors ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            try reader.shown(reader.generations.ancestors(of: id))
        }
    }

    struct Descendants: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "descendants", "List all that was made from a generation, nearest first.",
            "generations descendants ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            try reader.shown(reader.generations.descendants(of: id))
        }
    }

    struct Badges: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "badges", "Count variants, unseen ones and what was made from each.",
            "generations badges ID ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationBadgesJSON] {
            let badges = try reader.generations.badges(of: ids)
            return ids.compactMap { id in badges[id].map { GenerationBadgesJSON($0, of: id) } }
        }
    }
}

enum GenerationResource: RestorableResource {
    static let command = "generations"
    static let entity = Entity.generations
    static let deletion = "With its parts, variants and places in shots."

    static func full(_ id: String, _ reader: DomainReader) throws -> GenerationDetailsJSON {
        let badges = try reader.generations.badges(of: [id])[id] ?? GenerationBadges()
        return GenerationDetailsJSON(
            generation: GenerationJSON(try reader.generations.show(id)),
            badges: GenerationBadgesJSON(badges, of: id),
            variants: try reader.variants.list(of: id).map(VariantJSON.init),
            places: try reader.entries.places(of: id).sorted { $0.key < $1.key }
                .map { ShotPlacesJSON(shot: $0.key, frames: $0.value) })
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.generations.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> GenerationJSON {
        _ = try transaction.generations.restore(id)
        return GenerationJSON(try transaction.generations.show(id))
    }
}

extension DomainAccess {
    /// Generations with what they show.
    func shown(_ generations: [Generation]) throws -> [GenerationJSON] {
        try self.generations.shown(generations).map(GenerationJSON.init)
    }

    func shown(_ generation: Generation) throws -> [GenerationJSON] { try shown([generation]) }
}
