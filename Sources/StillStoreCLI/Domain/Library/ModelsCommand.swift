import ArgumentParser
import Domain
import Wire

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Models of generators, and uploaded LoRAs.",
        subcommands: [
            List.self, ShowCommandOf<ModelResource>.self, Set.self,
            DeleteCommandOf<ModelResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List models, newest first: one's own, or those that anybody may use.",
            "models list --type lora --public")

        @Option(name: .long, help: "Only of this type.", transform: Typed.text)
        var type: String?

        @Option(name: .long, help: "Only of this family.", transform: Typed.text)
        var base: String?

        @Flag(name: .customLong("public"), help: "Those that anybody may use.")
        var isPublic = false

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if isPublic, type != nil || base != nil {
                throw ValidationError("--public goes with neither --type nor --base.")
            }
        }

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<ModelJSON> {
            if isPublic { return try reader.models.publicPage(request).map(ModelJSON.init) }
            return try reader.models.page(type: type, base: base, of: nil, request)
                .map(ModelJSON.init)
        }
    }

    struct Set: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set", "Make or renew the model of a key.",
            "models set sdxl-base --name 'SDXL 1.0' --type main --base sdxl",
            more: "An empty text takes a value away.")

        @Argument(help: "By which its generator knows it.", transform: Typed.text)
        var key: String

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(name: .long, help: "main, lora, vae …", transform: Typed.text)
        var type: String?

        @Option(name: .long, help: "The family that it belongs to.", transform: Typed.text)
        var base: String?

        @Option(name: .long, help: "Of its file.", transform: Typed.text)
        var hash: String?

        @Option(name: .long, help: "What it is for.", transform: Typed.text)
        var description: String?

        @Option(
            name: .long, help: "Its usual parameters: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var defaults: JSONArgument?

        @Option(name: .long, help: "The key of its VAE.", transform: Typed.text)
        var vae: String?

        @Option(name: .long, help: "The asset that is its file.", transform: Typed.text)
        var asset: String?

        @Option(name: .customLong("public"), help: "Whether anybody may use it.")
        var isPublic: Given?

        @Option(name: .long, help: "Whether it is marked.")
        var favourite: Given?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ModelJSON] {
            [
                ModelJSON(
                    try transaction.models.upsert(key) {
                        name.replace(&$0.name)
                        type.replace(&$0.type)
                        base.replace(&$0.base)
                        hash.replace(&$0.hash)
                        description.replace(&$0.description)
                        try defaults.replace(&$0.defaults)
                        vae.replace(&$0.vaeKey)
                        asset.replace(&$0.assetID)
                        isPublic.replace(&$0.isPublic)
                        favourite.replace(&$0.isFavourite)
                    })
            ]
        }
    }
}

enum ModelResource: DeletableResource {
    static let command = "models"
    static let entity = Entity.models
    static let deletion = "It cannot be brought back; an uploaded file stays."

    static func full(_ id: String, _ reader: DomainReader) throws -> ModelJSON {
        ModelJSON(try reader.models.get(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.models.delete(id)
    }
}
