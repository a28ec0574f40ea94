import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import StillStoreCore
import UnixSignals
import Values

/// Opens the store and serves it until somebody stops it.
struct Startup {
    let library: Library
    let store: FilePath
    let host: String
    let port: Int
    let publicURL: PublicURL?
    let proxies: [AddressRange]
    let log: LogForm
    let isQuiet: Bool
    /// Where the web pages are read from; nil for those in the program.
    let pages: FilePath?
    let background: BackgroundWork

    func run() async throws {
        try checkPasswords(library)
        let limits = ServerLimits()
        let origins = Origins(publicURL: publicURL, host: host, port: port)
        let services = Services(
            library, limits, origins, TrustedProxies(proxies), PageFiles(folder: pages))
        let link = try await firstLink(services)
        let logger = logger()
        let application = Application(
            responder: Respond(table: RouteTable(Startup.routes()), services: services),
            server: HTTPServerBuilder { ServerChannel(responder: $0, limits: limits) },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
            onServerRunning: { channel in announce(channel, link) }, logger: logger)
        do {
            try await run(application, services, logger)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw StartupError.addressInUse(host: host, port: port)
        }
    }

    /// Everything that is served.
    static func routes() -> [Route] {
        var routes = Routes()
        routes.addSystem()
        routes.addAuth()
        routes.addDomain()
        routes.addAssets()
        routes.addMissing()
        routes.addRuns()
        routes.addShared()
        routes.addSigned()
        routes.addEvents()
        routes.addPages()
        routes.addDescription(version: "1")
        return routes.all
    }

    private var isLoopback: Bool {
        ["127.0.0.1", "::1", "localhost"].contains(host) || host.hasPrefix("127.")
    }

    private func checkPasswords(_ library: Library) throws {
        if isLoopback { return }
        let hasPassword = try library.domain.read(as: .program) { try $0.users.haveAnyPassword() }
        guard hasPassword else { throw StartupError.noPassword(host: host) }
    }

    /// While nobody has a password: how the store's owner signs in.
    private func firstLink(_ services: Services) async throws -> String? {
        let library = services.library
        guard isLoopback,
            try !library.domain.read(as: .program, { try $0.users.haveAnyPassword() })
        else { return nil }
        let owner = try library.domain.owner().id
        return try await services.changes.commit(as: .program) {
            try $0.accessTokens.issueLink(for: owner).secret
        }
    }

    private func announce(_ channel: any Channel, _ link: String?) {
        let port = channel.localAddress?.port ?? port
        let name = host.contains(":") ? "[\(host)]" : host
        let base = publicURL?.text ?? "http://\(name):\(port)"
        var lines = ["StillStore serves \(store.text) at \(base)"]
        if let link {
            lines.append("Open this to sign in (once, within ten minutes): \(base)/login/\(link)")
        }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func logger() -> Logger {
        let log = log
        var logger = Logger(label: "stillstore") { _ in LineLog(form: log) }
        logger.logLevel = isQuiet ? .warning : .info
        return logger
    }

    private func run(
        _ application: some ApplicationProtocol, _ services: Services, _ logger: Logger
    ) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [
                // They stop in the reverse order.
                ConnectionRows(services: services, logger: logger),
                application, FeedService(feed: services.feed),
                Upkeep(services: services, logger: logger),
            ] + background(services, logger),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        configuration.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }
}

extension Startup {
    /// What it does beside answering, as far as it was not told to leave that to others.
    private func background(_ services: Services, _ logger: Logger) -> [any Service] {
        var all: [any Service] = [
            Housekeeping(services: services, logger: logger, chores: background.chores)
        ]
        if background.retrieves { all.append(Retrievals(services: services, logger: logger)) }
        return all
    }
}

/// Looks for changes for as long as the server runs.
private struct FeedService: Service {
    let feed: Feed

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await feed.run() }
    }
}

/// Work beside answering that can be switched off.
struct BackgroundWork: Sendable {
    var retrieves = true
    var chores = Housekeeping.Chores()
}
