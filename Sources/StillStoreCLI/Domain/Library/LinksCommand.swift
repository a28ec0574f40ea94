import ArgumentParser
import Domain
import Wire

struct LinksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "links",
        abstract: "Shared links: a way in for people without an account.",
        subcommands: [
            List.self, ShowCommandOf<LinkResource>.self, Create.self, Edit.self, Key.self,
            Open.self, Revoke.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List shared links, newest first.", "links list")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<SharedLinkJSON> {
            try reader.links.page(request).map(SharedLinkJSON.init)
        }
    }

    /// What can be said of a link.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "When it ends: a date, 30d, or never (default: in 30 days).")
        var expires: Expiry?

        @Option(name: .long, help: "How often it may be opened; 0: as often as you like.")
        var maxViews: Int?

        @Option(name: .long, help: "Whether originals may be fetched.")
        var download: Given?

        func replace(_ link: inout SharedLink) {
            if let expires { link.expiresAt = expires.milliseconds }
            if let maxViews { link.maxViews = maxViews == 0 ? nil : maxViews }
            download.replace(&link.allowsDownload)
        }
    }

    struct Create: DomainCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Share an asset, an album, a generation or a shot.",
            "links create album ID --expires 7d --max-views 20")

        @Argument(help: "asset, album, generation or shot.")
        var target: SharedLink.Target

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var values: Values
        @OptionGroup var password: PasswordOptions
        @OptionGroup var domain: DomainOptions

        func run() async throws {
            let environment = try domain.read { $0.environment }
            let hash = try password.hash(environment)
            domain.store.printRows(
                try domain.change { transaction in
                    let issued = try transaction.links.create(
                        target, id, password: hash, values.replace)
                    return [IssuedLinkJSON(link: SharedLinkJSON(issued.link), key: issued.key)]
                })
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change the limits of a link.", "links edit ID --expires never")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SharedLinkJSON] {
            [SharedLinkJSON(try transaction.links.edit(id, values.replace))]
        }
    }

    struct Key: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "key", "Show the key of a link again.", "links key ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [IssuedLinkJSON] {
            let link = try reader.get(SharedLink.self, id)
            return [
                IssuedLinkJSON(link: SharedLinkJSON(link), key: try reader.links.key(of: id))
            ]
        }
    }

    struct Open: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "open", "Say what a key leads to, as whoever has it sees it; the view is counted.",
            "links open KEY")

        @Argument(help: "The key.", transform: Typed.text)
        var key: String

        @OptionGroup var password: PasswordOptions
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SharedLinkJSON] {
            let program = transaction.acting(as: .program)
            let link = try program.links.find(key: key)
            let typed = try password.plain()
            guard program.links.passes(link, password: typed) else {
                throw DomainError.linkNotValid
            }
            return [SharedLinkJSON(try program.links.recordView(key: key))]
        }
    }

    struct Revoke: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "revoke", "Let links lead nowhere from now on.", "links revoke ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [SharedLinkJSON] {
            try ids.map { SharedLinkJSON(try transaction.links.revoke($0)) }
        }
    }
}

enum LinkResource: DomainResource {
    static let command = "links"
    static let entity = Entity.links

    static func full(_ id: String, _ reader: DomainReader) throws -> SharedLinkJSON {
        SharedLinkJSON(try reader.get(SharedLink.self, id))
    }
}
