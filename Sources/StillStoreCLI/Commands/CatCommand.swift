import ArgumentParser
import Foundation
import StillStoreCore
import StillStoreRuns

struct CatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write the bytes of one asset to standard output, checking them.")

    @Argument(
        help: "An id, a digest (eight digits or more), or BUCKET/PATH.", transform: Typed.name)
    var reference: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        guard let digest = try library.details(reference).digest else {
            throw RequestError.noBytesYet(reference)
        }
        try library.read(digest) { piece in
            guard StandardStreams.write(piece) else {
                throw OutputError()
            }
        }
    }
}
