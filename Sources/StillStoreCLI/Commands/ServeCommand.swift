import ArgumentParser
import ContentStore
import Foundation
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Becomes the program `stillstore-server`, which lies beside this one: commands start as fast as
/// without a server in them.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the store: API, files, realtime, web pages, until Ctrl-C.",
        discussion: """
            Without a user that has a password it prints a link that signs its opener in as the \
            store's owner, and listens on this machine only. Beside answering it fetches what is \
            due, makes thumbnails that are missing, and applies the rules of retention.

            Example: stillstore serve --port 8017
            """)

    @Option(name: .long, help: "The address to listen at (default: 127.0.0.1).")
    var host: String?

    @Option(name: .long, help: "The port (default: 8017); 0 for any that is free.")
    var port: Int?

    @Option(
        name: .customLong("public-url"),
        help: "How people reach it from elsewhere, say https://pictures.example.org.")
    var publicURL: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A proxy in front of it, whose X-Forwarded-For is believed, such as 127.0.0.1. Repeatable.",
            valueName: "address"))
    var trustProxy: [String] = []

    @Option(name: .long, help: "How the log is written: text or json (default: text).")
    var log: String?

    @Flag(help: "Do not fetch what is due.")
    var noRetries = false

    @Flag(help: "Do not make thumbnails that are missing.")
    var noRenditions = false

    @Flag(help: "Do not apply the rules of retention.")
    var noRetention = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let program = try ServeCommand.program()
        var arguments = [program]
        for (name, value) in [
            ("--store", options.store?.text), ("--host", host), ("--port", port.map(String.init)),
            ("--public-url", publicURL), ("--log", log),
        ] {
            if let value { arguments += [name, value] }
        }
        for proxy in trustProxy { arguments += ["--trust-proxy", proxy] }
        for (name, isOn) in [
            ("--no-retries", noRetries), ("--no-renditions", noRenditions),
            ("--no-retention", noRetention),
        ] where isOn { arguments.append(name) }
        if options.quiet { arguments.append("--quiet") }
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        execv(program, pointers)
        let reason = String(cString: strerror(errno))
        throw UsageError("\(program) cannot be started: \(reason); install it beside this program")
    }

    /// Beside this one.
    private static func program() throws -> String {
        guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
            throw UsageError("where this program lies cannot be found out")
        }
        return own.deletingLastPathComponent().appending(path: "stillstore-server").path
    }
}
