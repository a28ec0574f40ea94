import ArgumentParser
import Domain
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Find pictures that are in the store more than once, and say which to keep.",
        discussion: """
            Nothing is deleted. The first of each group is the one to keep: the one with the most pixels; \
            else whose file says how it was made; else that somebody uses; else whose format loses nothing; \
            else the largest file; else the oldest. With --others only the ids of the rest are printed, as \
            'stillstore delete' takes them.

            Pictures of a group are each like another one of it. Example: stillstore duplicates --pixels
            """)

    @Option(
        name: .long, help: "In how many of 64 bits of their hashes they may differ, from 0 to 11.")
    var distance: Int?

    @Flag(
        name: .long, help: "Only those whose pixels are all the same: their originals are decoded.")
    var pixels = false

    @Flag(name: .long, help: "Print the ids of those that are not to be kept, one a line.")
    var others = false

    @OptionGroup var domain: DomainOptions

    func validate() throws {
        if let distance, !Likeness.groupDistances.contains(distance) {
            throw ValidationError("--distance is a number from 0 to 11.")
        }
        if distance != nil, pixels {
            throw ValidationError("--distance and --pixels exclude each other.")
        }
        if others, domain.store.json {
            throw ValidationError("--others and --json exclude each other.")
        }
    }

    func run() async throws {
        let library = try domain.store.openToRead()
        defer { library.close() }
        let interrupt = Interrupt(isQuiet: domain.store.quiet)
        let measure: Library.DuplicateMeasure =
            pixels ? .pixels : .look(distance: distance ?? Likeness.usualGroupDistance)
        var (groups, more, bytes) = (0, 0, Int64(0))
        try library.duplicates(measure, as: domain.viewer(in: library), stop: interrupt.stop) {
            group in
            groups += 1
            more += group.members.count - 1
            bytes += Self.freed(group)
            show(group)
        }
        if !domain.store.json, !domain.store.quiet {
            Console.message(
                "\(Format.count(groups, "group")); without all but the first of each \(Format.count(more, "picture")) fewer, \(Format.bytes(bytes))"
            )
        }
        try Exit.check(wasInterrupted: interrupt.stop.isRequested, failed: 0)
    }

    /// Bytes that no kept picture shares.
    private static func freed(_ group: DuplicateGroup) -> Int64 {
        var seen: Set<Digest> = [group.kept.digest]
        return group.members.reduce(0) { $0 + (seen.insert($1.digest).inserted ? $1.size : 0) }
    }

    private func show(_ group: DuplicateGroup) {
        if domain.store.json { return Console.json(DuplicatesJSON(group)) }
        if others {
            return Console.result(group.members.dropFirst().map(\.asset).joined(separator: "\n"))
        }
        let rows = group.members.enumerated().map { index, member in
            [
                index == 0 ? "keep" : "", member.asset, "\(member.width)x\(member.height)",
                member.format, Format.bytes(member.size), "\(member.distance(to: group.kept))",
                printable(member.place), index == 0 ? group.reason.words : "",
            ]
        }
        Console.result(Format.table(rows, right: [2, 4, 5]) + "\n")
    }
}
