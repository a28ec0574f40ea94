import ArgumentParser
import Domain
import Wire

extension SessionsCommand {
    struct EditBrief: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "brief", "Say what an ad is to be like.",
            "sessions brief ID --category footwear --text-color '#ff8800' --style bold --style warm",
            more: "An empty text takes a value away.")

        @Argument(help: "The session's id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "Of the product.")
        var category: Brief.Category?

        @Option(name: .long, help: "For its pictures.", transform: Typed.text)
        var productPrompt: String?

        @Option(name: .long, help: "For its clips.", transform: Typed.text)
        var videoPrompt: String?

        @Option(name: .long, help: "One for all pictures.", transform: Typed.text)
        var seed: String?

        @Option(
            name: .customLong("style"), help: "A keyword; in order, all of them together.",
            transform: Typed.text)
        var styles: [String] = []

        @Option(name: .long, help: "Shown in the film.", transform: Typed.text)
        var productName: String?

        @Option(name: .long, help: "Shown in the film.", transform: Typed.text)
        var callToAction: String?

        @Option(name: .long, help: "#rrggbb.", transform: Typed.text)
        var textColor: String?

        @Option(name: .long, help: "Of what is shown.", transform: Typed.text)
        var textFont: String?

        @Option(name: .long, help: "Whether there is to be music.")
        var music: Given?

        @Option(name: .long, help: "What kind of music.", transform: Typed.text)
        var musicGenre: String?

        @Option(name: .long, help: "From where.", transform: Typed.text)
        var musicURL: String?

        @Option(name: .long, help: "How many pictures.")
        var images: Int?

        @Option(name: .long, help: "How long a clip is to be, in milliseconds.")
        var clipLength: Int?

        @Option(name: .long, help: "What it may cost, say 12.50.")
        var estimatedCost: Amount?

        @Option(name: .long, help: "From which cost on you want to know.")
        var alertCost: Amount?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [BriefJSON] {
            [BriefJSON(try transaction.sessions.editBrief(of: id, replace))]
        }

        private func replace(_ brief: inout Brief) {
            category.replace(&brief.category)
            productPrompt.replace(&brief.productPrompt)
            videoPrompt.replace(&brief.videoPrompt)
            seed.replace(&brief.seed)
            if !styles.isEmpty { brief.styleKeywords = styles }
            productName.replace(&brief.productName)
            callToAction.replace(&brief.callToAction)
            textColor.replace(&brief.textColor)
            textFont.replace(&brief.textFont)
            music.replace(&brief.hasMusic)
            musicGenre.replace(&brief.musicGenre)
            musicURL.replace(&brief.musicURL)
            images.replace(&brief.imagesRequested)
            clipLength.replace(&brief.clipLengthMilliseconds)
            (estimatedCost?.micro).replace(&brief.estimatedCost)
            (alertCost?.micro).replace(&brief.alertCost)
        }
    }
}
