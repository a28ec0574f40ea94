import ArgumentParser
import ContentStore
import Retrieval
import StillStoreCore
import StillStoreRuns
import Values

/// What to fetch, and the paths it gets.
struct SourceOptions: ParsableArguments {
    @Argument(help: "URIs.", transform: Typed.address)
    var uris: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A list: a URI a line, or JSON lines with uri, bucket, path, metadata, digest; - is standard input.",
            valueName: "file"), completion: .file(), transform: Typed.path)
    var from: FilePath?

    @Flag(
        name: .long,
        help:
            "Everything below s3:// and gs:// URIs, and what the index of a directory on the web names below it."
    )
    var recursive = false

    @Option(
        name: .long, help: ArgumentHelp("All pictures of an InvokeAI server.", valueName: "url"),
        transform: Typed.address)
    var invokeai: String?

    @Option(
        name: .long, help: "Only this board of it: its name or id, or none.",
        transform: Typed.text)
    var board: String?

    @Option(
        name: .long,
        help: ArgumentHelp("All outputs in the history of a ComfyUI server.", valueName: "url"),
        transform: Typed.address)
    var comfyui: String?

    @Option(name: .long, help: "Only this job of it.", transform: Typed.text)
    var promptID: String?

    @Flag(name: .long, help: "Read one picture as base64 text from standard input.")
    var base64 = false

    @Option(
        name: .long, help: "The SHA-256 that the one picture must have.", transform: Typed.text)
    var digest: String?

    @Option(
        name: .long, help: "The bucket (default: that of the source, or its host).",
        transform: Typed.bytes)
    var bucket: NameBytes?

    @Option(
        name: .long, help: "What stands before every path in the bucket.", transform: Typed.bytes)
    var prefix = NameBytes("")

    @Option(
        name: .long,
        help:
            "How paths in the bucket are made (default: {relative_path}); see 'stillstore help ingest'.",
        transform: Typed.bytes)
    var pathTemplate = NameBytes("{relative_path}")

    @Option(
        name: .long,
        help:
            "Of what a listing names, only this name (or path, with a slash): a pattern. Repeatable.",
        transform: Typed.pattern)
    var include: [NamePattern] = []

    @Option(
        name: .long, help: "Of what a listing names, not what matches. Repeatable.",
        transform: Typed.pattern)
    var exclude: [NamePattern] = []

    @Flag(name: .long, help: "Say what would be fetched and where it would land; write nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Keep what is no readable picture, as plain files.")
    var keepUndecodable = false

    @Flag(name: .long, help: "With --invokeai and --comfyui: also intermediate images, previews.")
    var intermediates = false

    @Flag(name: .long, help: "With --invokeai and --comfyui: also videos, as plain files.")
    var videos = false

    @Flag(name: .long, help: "Also what was deleted here.")
    var again = false

    @OptionGroup var placement: PlacementOptions
    @OptionGroup var generation: GenerationOptions

    func validate() throws {
        if uris.isEmpty, from == nil, invokeai == nil, comfyui == nil, !base64 {
            throw ValidationError("Nothing to fetch: name URIs, --from, --invokeai or --comfyui.")
        }
        if board != nil, invokeai == nil { throw ValidationError("--board goes with --invokeai.") }
        if promptID != nil, comfyui == nil {
            throw ValidationError("--prompt-id goes with --comfyui.")
        }
        if base64, from == FilePath("-") {
            throw ValidationError("--base64 and --from - both read standard input.")
        }
        if let digest {
            guard Digest(typed: digest) != nil else {
                throw ValidationError("--digest is 64 hexadecimal digits.")
            }
            guard uris.count + (base64 ? 1 : 0) == 1, from == nil, invokeai == nil, comfyui == nil
            else {
                throw ValidationError("--digest is of one picture; in a list each has its own.")
            }
        }
    }

    func request() throws -> FetchRequest {
        var request = FetchRequest()
        request.bucket = bucket?.bytes
        request.placement = placement.placement
        request.placement.prefix = prefix.bytes
        request.placement.template = try PathTemplate(bytes: pathTemplate.bytes)
        request.origin = placement.origin
        request.keepsUndecodable = keepUndecodable
        request.including = include
        request.excluding = exclude
        request.isDryRun = dryRun
        request.fetchesAgain = again
        request.wishes.intermediates = intermediates
        request.wishes.videos = videos
        var items: [SourceItem] = []
        for uri in uris {
            if let place = try? SourceURI(uri), place.kind == .s3 || place.kind == .gs,
                recursive || place.bucketAndKey.key.isEmpty || place.bucketAndKey.key.hasSuffix("/")
            {
                guard recursive else {
                    throw UsageError(
                        "\(uri) is not one object: add --recursive for all below it")
                }
                request.sources.append(.bucket(place))
                continue
            }
            if recursive, let place = try? SourceURI(uri), place.kind == .web {
                request.sources.append(.webDirectory(place))
                continue
            }
            items.append(SourceItem(uri))
        }
        if base64 {
            items.append(SourceItem(try Base64Text.addressOnStandardInput()))
        }
        for index in items.indices {
            // A host that was typed is meant.
            items[index].isTrusted = true
            items[index].expectedDigest = digest.flatMap { Digest(typed: $0) }
        }
        request.sources.append(.items(items))
        if let from { request.sources.append(.list(try SourceList(from))) }
        if let invokeai { request.sources.append(.invokeAI(invokeai, board: board)) }
        if let comfyui { request.sources.append(.comfyUI(comfyui, job: promptID)) }
        return request
    }
}

/// Arguments without secrets, for the record: of headers only the names.
func keptArguments(_ arguments: [String]) -> [String] {
    func name(_ header: Substring) -> String { header.prefix { $0 != ":" } + ": REDACTED" }
    return arguments.indices.map { index in
        let argument = arguments[index]
        if index > 0, arguments[index - 1] == "--header" { return name(argument[...]) }
        if argument.hasPrefix("--header=") {
            return "--header=" + name(argument.dropFirst("--header=".count))
        }
        return withoutCredentials(argument)
    }
}

/// An argument without secrets.
func withoutCredentials(_ argument: String) -> String {
    guard argument.contains("://") || argument.hasPrefix("data:") else { return argument }
    // --option=value
    if argument.hasPrefix("-"), let equals = argument.firstIndex(of: "=") {
        return argument[...equals]
            + SourceURI.shown(String(argument[argument.index(after: equals)...]))
    }
    return SourceURI.shown(argument)
}
