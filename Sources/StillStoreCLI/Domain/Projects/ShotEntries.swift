import ArgumentParser
import Domain
import Wire

extension ShotsCommand {
    struct Entries: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "entries", "List the entries of a shot: by frame, those without a place last.",
            "shots entries SHOT")

        @Argument(help: "The shot's id.", transform: Typed.text)
        var shot: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [EntryJSON] {
            try reader.entries.list(of: shot).map(EntryJSON.init)
        }
    }

    struct Add: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "add", "Put a generation into a shot: behind the last one, unless you say where.",
            "shots add SHOT GENERATION --frame 120")

        @Argument(help: "The shot's id.", transform: Typed.text)
        var shot: String

        @Argument(help: "The generation's id.", transform: Typed.text)
        var generation: String

        @Option(name: .long, help: "At this frame.")
        var frame: Int?

        @Flag(name: .long, help: "Without a place.")
        var unplaced = false

        @Option(
            name: .long, help: "Prompts and the like: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var metadata: JSONArgument?

        @Flag(name: .long, help: "It stays when others are moved for it.")
        var locked = false

        @Option(name: .long, help: "An id of your own.", transform: Typed.text)
        var id: String?

        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if unplaced, frame != nil {
                throw ValidationError("--frame and --unplaced exclude each other.")
            }
        }

        func change(_ transaction: DomainTransaction) throws -> [EntryJSON] {
            let place: EntryPlace = unplaced ? .none : frame.map { .frame($0) } ?? .behind
            let entry = try transaction.entries.add(generation, to: shot, place, id: id) {
                try metadata.replace(&$0.metadata)
                $0.isLocked = locked
            }
            return try transaction.placed(entry)
        }
    }

    struct EditEntry: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit-entry", "Change the metadata of an entry, or lock it.",
            "shots edit-entry ENTRY --locked yes")

        @Argument(help: "The entry's id.", transform: Typed.text)
        var entry: String

        @Option(
            name: .long, help: "Prompts and the like: a JSON object, or @FILE.",
            transform: JSONArgument.init)
        var metadata: JSONArgument?

        @Option(name: .long, help: "Whether it stays when others are moved for it.")
        var locked: Given?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryJSON] {
            try transaction.placed(
                transaction.entries.edit(entry) {
                    try metadata.replace(&$0.metadata)
                    locked.replace(&$0.isLocked)
                })
        }
    }

    struct Move: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "move", "Move entries of a shot, all or none.", "shots move SHOT ENTRY=0 ENTRY=75",
            more: "ENTRY= takes its place away. Prints what moved.")

        @Argument(help: "The shot's id.", transform: Typed.text)
        var shot: String

        @Argument(help: "ENTRY=FRAME.", transform: Typed.text)
        var moves: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryMoveJSON] {
            let frames = try moves.map { move -> (entry: String, frame: Int?) in
                guard let sign = move.lastIndex(of: "=") else {
                    throw UsageError("\(printable(move)) is not ENTRY=FRAME")
                }
                let frame = move[move.index(after: sign)...]
                guard frame.isEmpty || Int(frame) != nil else {
                    throw UsageError("\(printable(move)) is not ENTRY=FRAME")
                }
                return (String(move[..<sign]), Int(frame))
            }
            return try transaction.entries.move(frames, in: shot).map(EntryMoveJSON.init)
        }
    }

    struct ReorderEntries: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "reorder-entries", "Give all entries with a place this order, evenly apart.",
            "shots reorder-entries SHOT ENTRY ENTRY", more: "Prints what moved.")

        @Argument(help: "The shot's id.", transform: Typed.text)
        var shot: String

        @Argument(help: "Ids of entries.", transform: Typed.text)
        var entries: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryMoveJSON] {
            try transaction.entries.reorder(entries, in: shot).map(EntryMoveJSON.init)
        }
    }

    struct EvenOut: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "even-out", "Even the placed pictures of a shot out, in their order.",
            "shots even-out SHOT --spacing 40 --length 320",
            more: "Videos, locked entries and those without a place stay. Prints what moved.")

        @Argument(help: "The shot's id.", transform: Typed.text)
        var shot: String

        @Option(name: .long, help: "Frames between two (default: the project's).")
        var spacing: Int?

        @Option(name: .long, help: "The last frame that there is: they come closer to fit.")
        var length: Int?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryMoveJSON] {
            try transaction.entries.evenOut(shot, spacing: spacing, length: length)
                .map(EntryMoveJSON.init)
        }
    }

    struct Exchange: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "exchange", "Put another generation where an entry is.",
            "shots exchange ENTRY GENERATION")

        @Argument(help: "The entry's id.", transform: Typed.text)
        var entry: String

        @Argument(help: "The generation's id.", transform: Typed.text)
        var generation: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryJSON] {
            try transaction.placed(transaction.entries.exchange(entry, for: generation))
        }
    }

    struct Remove: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove", "Take entries out of their shots; their generations stay.",
            "shots remove ENTRY", more: "'shots restore-entry' brings one back.")

        @Argument(help: "Ids of entries.", transform: Typed.text)
        var entries: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try entries.map { id in
                try transaction.entries.remove(id)
                return ChangedJSON(event: .removed, kind: Entity.entries.rawValue, id: id)
            }
        }
    }

    struct RestoreEntry: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "restore-entry", "Bring an entry back that was removed.", "shots restore-entry ENTRY")

        @Argument(help: "The entry's id.", transform: Typed.text)
        var entry: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [EntryJSON] {
            try transaction.placed(transaction.entries.restore(entry))
        }
    }
}

extension DomainAccess {
    /// An entry with its rank.
    fileprivate func placed(_ entry: Entry) throws -> [EntryJSON] {
        try entries.list(of: entry.shotID).filter { $0.entry.id == entry.id }.map(EntryJSON.init)
    }
}
