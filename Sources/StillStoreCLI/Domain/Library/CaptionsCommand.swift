import ArgumentParser
import Domain
import Wire

struct CaptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "captions",
        abstract: "What somebody or something says of pictures.",
        subcommands: [
            List.self, ShowCommandOf<CaptionResource>.self, Add.self,
            DeleteCommandOf<CaptionResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List captions, newest first.", "captions list --asset ASSET")

        @Option(name: .long, help: "Only of this asset.", transform: Typed.text)
        var asset: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<CaptionJSON> {
            try reader.captions.page(asset: asset, of: nil, request).map(CaptionJSON.init)
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Add a caption to a picture, which may have several.",
            "captions add 'a red shoe' --type PNG --asset ASSET")

        @Argument(help: "What is said.", transform: Typed.text)
        var text: String

        @Option(name: .long, help: "The picture's format, in any case.", transform: Typed.text)
        var type: String

        @Option(name: .long, help: "The asset.", transform: Typed.text)
        var asset: String?

        @Option(name: .long, help: "Where a picture is that is not here.", transform: Typed.text)
        var path: String?

        @Option(
            name: .customLong("external-id"), help: "What the service that said it calls it.",
            transform: Typed.text)
        var externalID: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CaptionJSON] {
            [
                CaptionJSON(
                    try transaction.captions.add(
                        text, type: type, asset: asset, path: path, externalID: externalID))
            ]
        }
    }
}

enum CaptionResource: DeletableResource {
    static let command = "captions"
    static let entity = Entity.captions
    static let deletion = "It cannot be brought back."

    static func full(_ id: String, _ reader: DomainReader) throws -> CaptionJSON {
        CaptionJSON(try reader.get(Caption.self, id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.captions.delete(id)
    }
}
