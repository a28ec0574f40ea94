import ArgumentParser
import ContentStore
import StillStore

/// Which hosts may be private although only a list, or a redirect, names them.
struct AllowHostOptions: ParsableArguments {
    @Option(
        name: .long,
        help:
            "A host whose address may be private: HOST, HOST:PORT, or local for file: addresses. Repeatable."
    )
    var allowHost: [String] = []
}

/// How a command that fetches goes about it.
struct RetrievalRunOptions: ParsableArguments {
    @OptionGroup var allowed: AllowHostOptions

    @Option(name: .long, help: "Transfers at once (default: 16).")
    var connections: Int?

    @Option(name: .long, help: "Transfers at once from one host (default: 4).")
    var connectionsPerHost: Int?

    @Option(name: .long, help: "Requests a second to one host (default: as many as it takes).")
    var rate: Double?

    @Flag(name: .long, help: "Go on until nothing is left to try, waiting between attempts.")
    var wait = false

    func validate() throws {
        for count in [connections, connectionsPerHost].compactMap(\.self)
        where !(1...256).contains(count) {
            throw ValidationError("The number of connections is from 1 to 256.")
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
        // What was typed may hold credentials; the run is recorded without them.
        options.arguments = CommandLine.arguments.dropFirst().map(withoutCredentials)
        return options
    }
}
