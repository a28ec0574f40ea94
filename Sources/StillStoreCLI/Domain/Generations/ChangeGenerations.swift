import ArgumentParser
import Domain
import Wire

extension GenerationsCommand {
    /// What can be said of a generation.
    struct Values: ParsableArguments {
        @Option(name: .long, help: "With a star, or without.")
        var star: Given?

        @Option(name: .long, help: "What was decided.")
        var review: Generation.Review?

        @Option(name: .long, help: "Which of its job's outputs, from 1.")
        var index: Int?

        @Option(name: .long, help: "What it was made from.", transform: Typed.text)
        var prompt: String?

        @Option(name: .long, help: "What was not wanted.", transform: Typed.text)
        var negativePrompt: String?

        @Option(name: .long, help: "With which model.", transform: Typed.text)
        var model: String?

        @Option(name: .long, help: "64 bits, decimal.", transform: Typed.text)
        var seed: String?

        @Option(name: .long, help: "How close to the prompt.")
        var guidance: Double?

        @Option(name: .long, help: "Its shape, say 16:9.", transform: Typed.text)
        var aspectRatio: String?

        @Option(name: .long, help: "What it shows of a product.", transform: Typed.text)
        var viewType: String?

        @Option(name: .long, help: "Of a clip.", transform: Typed.text)
        var scenePrompt: String?

        @Option(name: .long, help: "Of a clip.", transform: Typed.text)
        var cameraMovement: String?

        @Option(name: .long, help: "Of a clip.")
        var motionIntensity: Double?

        @Option(name: .long, help: "How long it lasts, in milliseconds.")
        var duration: Int64?

        @Option(name: .long, help: "Pictures a second.")
        var fps: Double?

        @Option(name: .long, help: "The tool that made it.", transform: Typed.text)
        var tool: String?

        @Option(
            name: .customLong("external-id"), help: "What its service calls it.",
            transform: Typed.text)
        var externalID: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var metadata: JSONArgument?

        func replace(_ generation: inout Generation) throws {
            star.replace(&generation.isStarred)
            review.replace(&generation.review)
            index.replace(&generation.index)
            prompt.replace(&generation.prompt)
            negativePrompt.replace(&generation.negativePrompt)
            model.replace(&generation.model)
            seed.replace(&generation.seed)
            guidance.replace(&generation.guidance)
            aspectRatio.replace(&generation.aspectRatio)
            viewType.replace(&generation.viewType)
            scenePrompt.replace(&generation.scenePrompt)
            cameraMovement.replace(&generation.cameraMovement)
            motionIntensity.replace(&generation.motionIntensity)
            duration.replace(&generation.durationMilliseconds)
            fps.replace(&generation.fps)
            tool.replace(&generation.toolType)
            externalID.replace(&generation.externalID)
            try metadata.replace(&generation.metadata)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Record a generation, with its bytes or before they are here.",
            "generations create image --asset ASSET --project ID --prompt 'a red shoe'")

        @Argument(help: "image, video_clip, final_video or audio.")
        var kind: Generation.Kind

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @Option(name: .long, help: "The asset with its bytes.", transform: Typed.text)
        var asset: String?

        @Option(name: .long, help: "The project that it belongs to.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "The session that it belongs to.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "The job that made it.", transform: Typed.text)
        var job: String?

        @Option(name: .long, help: "The generation that it was made from.", transform: Typed.text)
        var basedOn: String?

        @Option(name: .long, help: "The generation that it is a part of.", transform: Typed.text)
        var parent: String?

        @Option(name: .long, help: "Its place among those parts (default: the last).")
        var order: Int?

        @Option(
            name: .long, help: "The entry of a shot that the part belongs to.",
            transform: Typed.text)
        var slot: String?

        @Option(name: .long, help: "What it is called.", transform: Typed.text)
        var name: String?

        @Option(
            name: .long, help: "How it was made: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var params: JSONArgument?

        @Option(
            name: .long, help: "Of its first variant (default: original).", transform: Typed.text)
        var variantType: String?

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            var request = GenerationRequest()
            (request.id, request.project, request.session) = (id, project, session)
            (request.job, request.basedOn, request.parent) = (job, basedOn, parent)
            (request.childOrder, request.slot, request.asset) = (order, slot, asset)
            (request.variantType, request.name) = (variantType, name)
            request.params = try params?.value
            return try transaction.shown(
                transaction.generations.create(kind, request, values.replace))
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change what is known of a generation.",
            "generations edit ID --star yes --review approved",
            more: "An empty text takes a value away.")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @OptionGroup var values: Values
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(transaction.generations.edit(id, values.replace))
        }
    }

    struct Name: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "name", "Name a generation: written at its primary variant.",
            "generations name ID 'the red one'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Argument(help: "The name; '' for none.", transform: Typed.text)
        var name: String

        @Option(
            name: .long, help: "How it was made: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var params: JSONArgument?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.generations.setShown(
                id, name: name.isEmpty ? nil : name, params: params?.value)
            return [GenerationJSON(try transaction.generations.show(id))]
        }
    }

    struct SetSource: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set-source", "Say what a generation was made from, or that it was made from nothing.",
            "generations set-source ID --based-on OTHER")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The other one.", transform: Typed.text)
        var basedOn: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(transaction.generations.setSource(id, basedOn: basedOn))
        }
    }

    struct Move: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "move", "Make a generation a part of another one, or of none.",
            "generations move ID --below FILM --order 0")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The other one.", transform: Typed.text)
        var below: String?

        @Option(name: .long, help: "Its place among the parts (default: the last).")
        var order: Int?

        @Option(name: .long, help: "The entry of a shot that it belongs to.", transform: Typed.text)
        var slot: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(
                transaction.generations.move(id, below: below, order: order, slot: slot))
        }
    }

    struct Fail: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "fail", "Say that a generation will not come.",
            "generations fail ID --error 'the model refused the prompt'")

        @Argument(help: "Its id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var error: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(transaction.generations.fail(id, error: error))
        }
    }

    struct Archive: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "archive", "Hide generations from lists.", "generations archive ID",
            more: "'generations list --archived' shows them.")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(ids.map { try transaction.generations.setArchived($0, true) })
        }
    }

    struct Unarchive: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "unarchive", "Show archived generations in lists again.", "generations unarchive ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [GenerationJSON] {
            try transaction.shown(ids.map { try transaction.generations.setArchived($0, false) })
        }
    }
}
