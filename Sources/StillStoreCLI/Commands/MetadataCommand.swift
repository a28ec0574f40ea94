import ArgumentParser
import ContentStore
import Foundation
import GenerationMetadata
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct MetadataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metadata",
        abstract: "Show what a picture's file says of how it was made.",
        discussion: """
            Of a picture in the store, or of any file: a file that exists is read first. What is \
            printed is what the file claims; nobody has verified it. Example: \
            \u{201C}stillstore metadata ~/Downloads/castle.png\u{201D}.
            """)

    @Argument(
        help: "An id, a digest (eight digits or more), BUCKET/PATH, or a file.",
        completion: .file(), transform: Typed.name)
    var reference: String

    @Flag(name: .long, help: "Print the chunks and segments as they lie in the file, too.")
    var slots = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let output = try read()
        if options.json { return Console.json(output.json) }
        var text = MetadataText.text(output.record)
        if slots { text += MetadataText.text(output.json.slots) }
        text += output.json.problems.map { "not read: \(printable($0))\n" }.joined()
        if text.isEmpty { text = "It says nothing of how it was made.\n" }
        Console.result(String(text.dropLast()))
    }

    private func read() throws -> (record: GenerationRecord, json: MetadataJSON) {
        let path = FilePath(bytes: EscapedName.bytes(reference))
        let disk = Disk()
        if try disk.stat(path)?.kind == .file {
            let file = try disk.reader(path)
            let size = try file.facts().size
            let found = EmbeddedSlots.read(
                from: ByteReader(size: size) { try? file.read(at: $0, into: $1) })
            let record = GenerationRecord.interpret(found.slots, problems: found.problems)
            return (record, MetadataJSON(found, record, file: path.text))
        }
        let library = try options.openToRead()
        defer { library.close() }
        guard let digest = try library.details(reference).digest else {
            throw RequestError.noBytesYet(reference)
        }
        let found = try library.embeddedSlots(of: digest, named: reference)
        let record = GenerationRecord.interpret(found.slots, problems: found.problems)
        return (record, MetadataJSON(found, record, digest: digest.hex))
    }
}
