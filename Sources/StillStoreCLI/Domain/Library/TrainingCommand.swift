import ArgumentParser
import Domain
import Wire

struct TrainingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training",
        abstract: "Batches of videos to learn from, and their segments.",
        subcommands: [
            List.self, ShowCommandOf<TrainingResource>.self, Create.self, Items.self,
            AddItem.self, Segments.self, AddSegment.self, RemoveSegment.self,
            DeleteCommandOf<TrainingResource>.self, RestoreCommandOf<TrainingResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List training batches, newest first.", "training list")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(
            _ request: PageRequest, _ reader: DomainReader
        ) throws -> Page<TrainingBatchJSON> {
            try reader.training.page(of: nil, request).map(TrainingBatchJSON.init)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a training batch.", "training create 'Walking'")

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [TrainingBatchJSON] {
            [TrainingBatchJSON(try transaction.training.createBatch(name: name))]
        }
    }

    struct Items: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "items", "List the videos of a batch.", "training items BATCH")

        @Argument(help: "The batch's id.", transform: Typed.text)
        var batch: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [TrainingItemJSON] {
            try reader.training.items(of: batch).map(TrainingItemJSON.init)
        }
    }

    struct AddItem: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add-item", "Add a video to a batch.",
            "training add-item BATCH walk.mp4 --asset ASSET --duration 12000")

        @Argument(help: "The batch's id.", transform: Typed.text)
        var batch: String

        @Argument(help: "What it is called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "The asset with its bytes.", transform: Typed.text)
        var asset: String?

        @Option(name: .long, help: "How long it lasts, in milliseconds.")
        var duration: Int64?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [TrainingItemJSON] {
            [
                TrainingItemJSON(
                    try transaction.training.addItem(
                        to: batch, name: name, asset: asset, durationMilliseconds: duration))
            ]
        }
    }

    struct Segments: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "segments", "List the segments of a video, by their beginning.",
            "training segments ITEM")

        @Argument(help: "The item's id.", transform: Typed.text)
        var item: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [TrainingSegmentJSON] {
            try reader.training.segments(of: item).map(TrainingSegmentJSON.init)
        }
    }

    struct AddSegment: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add-segment", "Name a part of a video, in milliseconds.",
            "training add-segment ITEM 500 2500 --description 'she turns round'")

        @Argument(help: "The item's id.", transform: Typed.text)
        var item: String

        @Argument(help: "Where it begins.")
        var start: Int64

        @Argument(help: "Where it ends.")
        var end: Int64

        @Option(name: .long, help: "What is to be learned.", transform: Typed.text)
        var description: String?

        @Option(name: .long, help: "An asset with its own bytes.", transform: Typed.text)
        var asset: String?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [TrainingSegmentJSON] {
            [
                TrainingSegmentJSON(
                    try transaction.training.addSegment(
                        to: item, from: start, to: end, description: description, asset: asset))
            ]
        }
    }

    struct RemoveSegment: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove-segment", "Remove segments.", "training remove-segment ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try ids.map { id in
                try transaction.training.deleteSegment(id)
                return ChangedJSON(
                    event: .removed, kind: Entity.trainingSegments.rawValue, id: id)
            }
        }
    }
}

enum TrainingResource: RestorableResource {
    static let command = "training"
    static let entity = Entity.trainingBatches
    static let deletion = "With its items and segments."

    static func full(_ id: String, _ reader: DomainReader) throws -> TrainingBatchJSON {
        TrainingBatchJSON(try reader.get(TrainingBatch.self, id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.training.deleteBatch(id)
    }

    static func restore(
        _ id: String, _ transaction: DomainTransaction
    ) throws -> TrainingBatchJSON {
        TrainingBatchJSON(try transaction.training.restoreBatch(id))
    }
}
