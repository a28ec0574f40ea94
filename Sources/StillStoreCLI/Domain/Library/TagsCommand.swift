import ArgumentParser
import Domain
import Wire

struct TagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "Words and ratings that people give to assets.",
        subcommands: [
            List.self, Show.self, Add.self, Remove.self, Rate.self,
            DeleteCommandOf<TagResource>.self,
        ])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List tags by name: all, or those of an asset.", "tags list --asset ASSET")

        @Option(name: .long, help: "Only of this asset.", transform: Typed.text)
        var asset: String?

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [TagJSON] {
            let tags = try asset.map { try reader.tags.list(ofAsset: $0) } ?? reader.tags.list()
            return tags.map(TagJSON.init)
        }
    }

    struct Show: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "show", "List the assets that have a tag.", "tags show ID")

        @Argument(help: "The tag's id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [TaggedAssetJSON] {
            try reader.tags.assets(of: id).map { TaggedAssetJSON(tag: id, asset: $0) }
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Give assets a tag, which is made where there is none of that name.",
            "tags add sunset ASSET ASSET")

        @Argument(help: "The word, in any case.", transform: Typed.text)
        var name: String

        @Argument(help: "Ids of assets.", transform: Typed.text)
        var assets: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [TagJSON] {
            let tags = try assets.map { try transaction.tags.add(name, to: $0) }
            return tags.prefix(1).map(TagJSON.init)
        }
    }

    struct Remove: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove", "Take a tag away from assets.", "tags remove ID ASSET")

        @Argument(help: "The tag's id.", transform: Typed.text)
        var id: String

        @Argument(help: "Ids of assets.", transform: Typed.text)
        var assets: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try assets.map { asset in
                try transaction.tags.remove(id, from: asset)
                return ChangedJSON(event: .removed, kind: Entity.assetTags.rawValue, id: asset)
            }
        }
    }

    struct Rate: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "rate", "Rate or star an asset.", "tags rate ASSET --rating 4 --star yes")

        @Argument(help: "The asset's id.", transform: Typed.text)
        var asset: String

        @Option(name: .long, help: "1 to 5; 0 takes it away.")
        var rating: Int?

        @Option(name: .long, help: "With a star, or without.")
        var star: Given?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AssetMarkJSON] {
            [
                AssetMarkJSON(
                    try transaction.tags.mark(asset) {
                        if let rating { $0.rating = rating == 0 ? nil : rating }
                        star.replace(&$0.isStarred)
                    })
            ]
        }
    }
}

enum TagResource: DeletableResource {
    static let command = "tags"
    static let entity = Entity.tags
    static let deletion = "It is taken from all assets, and cannot be brought back."

    static func full(_ id: String, _ reader: DomainReader) throws -> TagJSON {
        TagJSON(try reader.get(Tag.self, id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.tags.delete(id)
    }
}
