import ArgumentParser
import Foundation
import StillStoreCore
import Values

/// The program `stillstore-server`, which `stillstore serve` starts.
@main struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stillstore-server",
        abstract: "Serve a store: API, files, realtime, web pages.",
        discussion: """
            Started by 'stillstore serve', which takes the same options. Example: \
            stillstore serve --port 8017
            """)

    @Option(name: .long, help: "The store's directory (default: $STILLSTORE_STORE, else ./store).")
    var store: String?

    @Option(name: .long, help: "The address to listen at (default: 127.0.0.1).")
    var host: String?

    @Option(name: .long, help: "The port (default: 8017); 0 for any that is free.")
    var port: Int?

    @Option(
        name: .long,
        help: "How people reach it from elsewhere, say https://pictures.example.org.")
    var publicURL: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A proxy in front of it, whose X-Forwarded-For is believed, such as 127.0.0.1 or 10.0.0.0/8. Repeatable.",
            valueName: "address"))
    var trustProxy: [String] = []

    @Option(name: .long, help: "How the log is written: text or json.")
    var log = LogForm.text

    @Option(name: .long, help: "Serve the web pages from a folder, to see what is changed in it.")
    var pages: String?

    @Flag(help: "Do not fetch what is due.")
    var noRetries = false

    @Flag(help: "Do not make thumbnails that are missing.")
    var noRenditions = false

    @Flag(help: "Do not apply the rules of retention.")
    var noRetention = false

    @Flag(name: .shortAndLong, help: "Log problems only.")
    var quiet = false

    func run() async throws {
        let path =
            store ?? ProcessInfo.processInfo.environment["STILLSTORE_STORE"] ?? "store"
        do {
            var options = Library.Options()
            options.createsIfMissing = true
            let library = try Library(at: FilePath(path), options)
            defer { library.close() }
            try await startup(library, at: FilePath(path)).run()
        } catch let error as StartupError {
            fail(error.message, status: 2)
        } catch {
            // As the commands have it: the store cannot be used.
            fail(describe(error), status: 3)
        }
    }

    /// What the command line leaves out the store's configuration may say.
    private func startup(_ library: Library, at path: FilePath) throws -> Startup {
        let settings = library.configuration.serve ?? ServeSettings()
        let port = port ?? settings.port ?? 8017
        guard (0...65535).contains(port) else {
            throw StartupError.wrong("the port is a number from 0 to 65535")
        }
        let publicURL = try (publicURL ?? settings.publicURL).map { text in
            guard let url = PublicURL(text) else {
                throw StartupError.wrong(
                    "the public URL is like https://pictures.example.org, not \(text)")
            }
            return url
        }
        let proxies = try (trustProxy.isEmpty ? settings.trustProxy ?? [] : trustProxy).map {
            text in
            guard let range = AddressRange(text) else {
                throw StartupError.wrong(
                    "a proxy that is trusted is like 127.0.0.1 or 10.0.0.0/8, not \(text)")
            }
            return range
        }
        return Startup(
            library: library, store: path, host: host ?? settings.host ?? "127.0.0.1", port: port,
            publicURL: publicURL, proxies: proxies, log: log, isQuiet: quiet,
            pages: pages.map { FilePath($0) },
            background: BackgroundWork(
                retrieves: !noRetries && settings.retries ?? true,
                chores: .init(
                    keepsRetention: !noRetention && settings.retention ?? true,
                    makesRenditions: !noRenditions && settings.renditions ?? true)))
    }

    private func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data("stillstore-server: \(message)\n".utf8))
        Foundation.exit(status)
    }
}

enum LogForm: String, ExpressibleByArgument, CaseIterable { case text, json }

/// Why the server does not start.
enum StartupError: Error {
    case noPassword(host: String)
    case addressInUse(host: String, port: Int)
    /// An option, or the same in `stillstore.json`.
    case wrong(String)

    var message: String {
        switch self {
        case .wrong(let sentence): sentence
        case .noPassword(let host):
            "it does not listen at \(host), beyond this machine, while no user has a password: "
                + "set one with 'stillstore users set-password EMAIL --ask-password', or leave --host out"
        case .addressInUse(let host, let port):
            "another program listens at \(host):\(port) already: choose another --port"
        }
    }
}
