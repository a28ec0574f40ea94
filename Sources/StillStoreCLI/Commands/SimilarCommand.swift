import ArgumentParser
import ContentStore
import Domain
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct SimilarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Find pictures that look like one.",
        discussion: """
            Pictures are compared by their perceptual hashes of 64 bits: copies that were encoded \
            again, reduced or slightly changed differ in a few. A file that exists is read first; \
            it need not be in the store.

            Example: stillstore similar ~/Downloads/castle.png --distance 10
            """)

    @Argument(
        help: "An id, a digest (eight digits or more), BUCKET/PATH, or a file.",
        completion: .file(), transform: Typed.name)
    var reference: String

    @Option(name: .long, help: "In how many bits they may differ, from 0 to 16.")
    var distance = Likeness.usualDistance

    @Option(name: .shortAndLong, help: "How many to show, the nearest.")
    var limit = 50

    @OptionGroup var domain: DomainOptions

    func validate() throws {
        guard Likeness.distances.contains(distance) else {
            throw ValidationError("--distance is a number from 0 to 16.")
        }
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 10000.")
        }
    }

    func run() async throws {
        let library = try domain.store.openToRead()
        defer { library.close() }
        let note = IndexingNote(isQuiet: domain.store.quiet)
        let found = try find(in: library, domain.viewer(in: library), note)
        note.end()
        if domain.store.json { return found.forEach { Console.json(SimilarJSON($0)) } }
        if found.isEmpty { return }
        Console.result(
            Format.table(
                found.map { ["\($0.distance)"] + AssetRow.cells($0.listing) }, right: [0, 3, 5]))
    }

    private func find(
        in library: Library, _ viewer: Viewer, _ note: IndexingNote
    ) throws -> [SimilarAsset] {
        let path = FilePath(bytes: EscapedName.bytes(reference))
        if try Disk().stat(path)?.kind == .file {
            return try library.similar(
                toFile: absolute(path), within: distance, limit: limit, as: viewer,
                report: note.report)
        }
        return try library.similar(
            to: reference, within: distance, limit: limit, as: viewer, report: note.report)
    }
}
