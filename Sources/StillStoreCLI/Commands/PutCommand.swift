import ArgumentParser
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct PutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Store one picture at a bucket path.")

    @Argument(help: "BUCKET/PATH: where it will live.", transform: Typed.bytes)
    var destination: NameBytes

    @Argument(
        help: "The file; - or nothing is standard input.", completion: .file(),
        transform: Typed.path)
    var file = FilePath("-")

    @Flag(name: .long, help: "Keep it even if it is no readable picture, as a plain file.")
    var keepUndecodable = false

    @OptionGroup var placement: PlacementOptions
    @OptionGroup var generation: GenerationOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    func run() async throws {
        guard let (bucket, name) = destination.bucketAndPath else {
            throw UsageError("\(destination.text) is not BUCKET/PATH")
        }
        let library = try options.open { options in
            options.createsIfMissing = true
            options.limits = limits.settings
            options.jobs = 1
        }
        defer { library.close() }
        let path = try BucketPath(bucket: bucket, path: name, limits: library.limits.name)
        var owned = placement.placement
        try placement.setOwner(&owned, in: library)
        try generation.add(to: &owned, placement, in: library)
        let item = try await Uploads(library).put(
            file == FilePath("-") ? .standardInput : .file(file), at: path, owned,
            keepsUndecodable: keepUndecodable)
        if options.json { Console.json(IngestItemJSON(item, RemedyWords.words)) }
        if case .failed(let failure) = item.outcome {
            if options.json { throw Exit.itemsFailed }
            throw PictureFailure(failure: failure)
        }
        if !options.json {
            Console.result(
                "\(item.assetID ?? "")  \(item.digest?.hex ?? "")  \(printable(path.text))")
        }
        if let reason = item.notImported {
            Console.message("stillstore: it is stored, without a generation: \(printable(reason))")
            throw Exit.itemsFailed
        }
    }
}
