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

    @Option(name: .long, help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "The port; 0 for any that is free.")
    var port = 8017

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

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port is a number from 0 to 65535.")
        }
        if let wrong = trustProxy.first(where: { AddressRange($0) == nil }) {
            throw ValidationError("--trust-proxy is like 127.0.0.1 or 10.0.0.0/8, not \(wrong).")
        }
        if let publicURL, PublicURL(publicURL) == nil {
            throw ValidationError("--public-url is like https://pictures.example.org.")
        }
    }

    func run() async throws {
        let path =
            store ?? ProcessInfo.processInfo.environment["STILLSTORE_STORE"] ?? "store"
        do {
            try await Startup(
                store: FilePath(path), host: host, port: port,
                publicURL: publicURL.flatMap(PublicURL.init),
                proxies: trustProxy.compactMap(AddressRange.init), log: log, isQuiet: quiet,
                pages: pages.map { FilePath($0) },
                background: BackgroundWork(
                    retrieves: !noRetries,
                    chores: .init(keepsRetention: !noRetention, makesRenditions: !noRenditions))
            ).run()
        } catch let error as StartupError {
            fail(error.message, status: 2)
        } catch let error as any RemediedError {
            fail(describe(error), status: 1)
        }
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

    var message: String {
        switch self {
        case .noPassword(let host):
            "it does not listen at \(host), beyond this machine, while no user has a password: "
                + "set one with 'stillstore users set-password EMAIL --ask-password', or leave --host out"
        case .addressInUse(let host, let port):
            "another program listens at \(host):\(port) already: choose another --port"
        }
    }
}
