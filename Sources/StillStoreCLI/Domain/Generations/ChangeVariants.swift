import ArgumentParser
import Domain
import Wire

extension VariantsCommand {
    struct Primary: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "primary", "Make a variant the one that its generation shows.", "variants primary ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [VariantJSON] {
            [VariantJSON(try transaction.variants.makePrimary(id))]
        }
    }

    struct SetAsset: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set-asset", "Say that the bytes of a variant are here.", "variants set-asset ID ASSET")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Argument(help: "The asset's id.", transform: Typed.text)
        var asset: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [VariantJSON] {
            [VariantJSON(try transaction.variants.setAsset(id, asset))]
        }
    }

    struct Seen: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "seen", "Mark variants of a generation as seen; without ids all.",
            "variants seen GENERATION")

        @Argument(help: "The generation's id.", transform: Typed.text)
        var generation: String

        @Argument(help: "Ids of variants.", transform: Typed.text)
        var ids: [String] = []

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [VariantJSON] {
            try transaction.variants.markSeen(generation, ids.isEmpty ? nil : ids)
            return try transaction.variants.list(of: generation).map(VariantJSON.init)
        }
    }

    struct Promote: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "promote", "Make a generation of its own of a variant, with the same bytes.",
            "variants promote ID")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(transaction.variants.promote(id))
        }
    }
}
