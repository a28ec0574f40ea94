import ArgumentParser
import ContentStore
import Retrieval
import StillStoreCore
import StillStoreRuns
import Values

/// Private hosts that are allowed even if only a list, or a redirect, names them.
struct AllowHostOptions: ParsableArguments {
    @Option(
        name: .long,
        help:
            "A host whose address may be private: HOST, HOST:PORT, or local for file: addresses. Repeatable.",
        transform: Typed.text)
    var allowHost: [String] = []
}

/// Options shared by the commands that fetch.
struct RetrievalRunOptions: ParsableArguments {
    @OptionGroup var allowed: AllowHostOptions

    @Option(name: .long, help: "Transfers at once (default: 16).")
    var connections: Int?

    @Option(name: .long, help: "Transfers at once from one host (default: 4).")
    var connectionsPerHost: Int?

    @Option(name: .long, help: "Requests a second to one host (default: as many as it takes).")
    var rate: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A header, sent to hosts that you name (URIs, servers, --allow-host), not to where they redirect. Repeatable.",
            valueName: "name: value"),
        transform: Typed.text)
    var header: [String] = []

    @Option(
        name: .long, help: "What to say we are (default: stillstore).", transform: Typed.text)
    var userAgent: String?

    @Option(
        name: .long, help: "The page to say that sources were found on.", transform: Typed.text)
    var referer: String?

    @Flag(name: .long, help: "Go on until nothing is left to try, waiting between attempts.")
    var wait = false

    func validate() throws {
        for count in [connections, connectionsPerHost].compactMap(\.self)
        where !(1...256).contains(count) {
            throw ValidationError("The number of connections is from 1 to 256.")
        }
        for text in header {
            guard let field = HTTPField(typed: text) else {
                throw ValidationError("--header is written like 'Name: value'.")
            }
            guard field.isFree else {
                throw ValidationError("--header cannot set \(field.name): requests have their own.")
            }
        }
        for text in [userAgent, referer].compactMap(\.self)
        where HTTPField(typed: "x:" + text) == nil {
            throw ValidationError("--user-agent and --referer are one line of text.")
        }
        if let rate, !(0.001...100_000).contains(rate) {
            throw ValidationError("--rate is from 0.001 to 100000 requests a second.")
        }
    }

    var options: RetrievalOptions {
        var options = RetrievalOptions()
        options.waits = wait
        options.allowedHosts = allowed.allowHost
        options.connections = connections
        options.connectionsPerHost = connectionsPerHost
        options.requestsPerSecond = rate
        options.headers = header.compactMap(HTTPField.init(typed:))
        options.userAgent = userAgent
        options.referer = referer
        options.arguments = GivenArguments.recorded
        return options
    }
}
