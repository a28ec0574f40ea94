import ArgumentParser
import Domain
import StillStoreCore
import Wire

struct AlbumsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "albums",
        abstract: "Chosen lists of assets, and what searches find.",
        subcommands: [
            List.self, ShowCommandOf<AlbumResource>.self, Contents.self, Create.self, Edit.self,
            Add.self, Remove.self, Reorder.self, Cover.self,
            DeleteCommandOf<AlbumResource>.self, RestoreCommandOf<AlbumResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List albums, newest first.", "albums list")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<AlbumJSON> {
            try reader.albums.page(request).map(AlbumJSON.init)
        }
    }

    struct Contents: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "contents", "List the assets of an album, in order.", "albums contents ID --all")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func prepare(_ library: Library) throws { try library.refreshSearchIndex() }

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<AlbumAssetJSON> {
            try reader.albums.contents(of: id, request).map(AlbumAssetJSON.init)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make an album.", "albums create Castles --query 'castle rating>=4'",
            more:
                "With --query it holds at any time what that search finds; else what is added to it."
        )

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "What it is about.", transform: Typed.text)
        var description: String?

        @Option(
            name: .long, help: "A search that fills it; see 'stillstore search --help'.",
            transform: Typed.text)
        var query: String?

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AlbumJSON] {
            [
                AlbumJSON(
                    try transaction.albums.create(name: name, id: id) {
                        description.replace(&$0.description)
                        query.replace(&$0.query)
                    })
            ]
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change name, description or search.", "albums edit ID --name 'Best of June'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "What it is about; '' for nothing.", transform: Typed.text)
        var description: String?

        @Option(
            name: .long, help: "The search that fills it; '' for none.", transform: Typed.text)
        var query: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AlbumJSON] {
            [
                AlbumJSON(
                    try transaction.albums.edit(id) {
                        name.replace(&$0.name)
                        description.replace(&$0.description)
                        query.replace(&$0.query)
                    })
            ]
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Append assets; one that is in it already stays where it is.",
            "albums add ID ASSET ASSET")

        @Argument(help: "The album's id.", transform: Typed.text)
        var id: String

        @Argument(help: "Ids of assets.", transform: Typed.text)
        var assets: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AlbumAssetJSON] {
            try transaction.albums.add(assets, to: id)
            return try transaction.albums.members(of: id, among: assets)
        }
    }

    struct Remove: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove", "Take assets out of an album.", "albums remove ID ASSET")

        @Argument(help: "The album's id.", transform: Typed.text)
        var id: String

        @Argument(help: "Ids of assets.", transform: Typed.text)
        var assets: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try transaction.albums.remove(assets, from: id)
            return assets.map {
                ChangedJSON(event: .removed, kind: Entity.albumAssets.rawValue, id: $0)
            }
        }
    }

    struct Reorder: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "reorder", "Give all assets of an album this order.", "albums reorder ID ASSET ASSET",
            more: "Each of them is to be named once.")

        @Argument(help: "The album's id.", transform: Typed.text)
        var id: String

        @Argument(help: "Ids of assets.", transform: Typed.text)
        var assets: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AlbumAssetJSON] {
            try transaction.albums.reorder(id, assets)
            return try transaction.albums.members(of: id, among: assets)
        }
    }

    struct Cover: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "cover", "Choose the picture that stands for an album, or none.",
            "albums cover ID ASSET")

        @Argument(help: "The album's id.", transform: Typed.text)
        var id: String

        @Argument(help: "The asset's id; it need not be in the album.", transform: Typed.text)
        var asset: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AlbumJSON] {
            [AlbumJSON(try transaction.albums.setCover(id, asset))]
        }
    }
}

extension Albums where Access == DomainTransaction {
    /// Those of some assets that are in an album, in its order.
    fileprivate func members(of id: String, among assets: [String]) throws -> [AlbumAssetJSON] {
        let wanted = Set(assets)
        var found: [AlbumAssetJSON] = []
        var request = PageRequest(limit: 500)
        while true {
            let page = try contents(of: id, request)
            found += page.items.filter { wanted.contains($0.assetID) }.map(AlbumAssetJSON.init)
            guard let next = page.next else { return found }
            request.position = .after(next)
        }
    }
}

enum AlbumResource: RestorableResource {
    static let command = "albums"
    static let entity = Entity.albums
    static let deletion = "Its assets stay."

    static func full(_ id: String, _ reader: DomainReader) throws -> AlbumJSON {
        AlbumJSON(try reader.albums.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.albums.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> AlbumJSON {
        AlbumJSON(try transaction.albums.restore(id))
    }
}
