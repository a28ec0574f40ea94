import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import StillStoreCore
import Values

/// Answers every request: finds its route, who asks, and whether they may; whatever goes wrong becomes
/// a problem with a sentence. One line of the log each.
struct Respond: HTTPResponder {
    let table: RouteTable
    let services: Services

    func respond(to request: Request, context: ServerContext) async throws -> Response {
        let start = ContinuousClock.now
        let id = Respond.requestID(request, context)
        var logger = context.logger
        logger[metadataKey: "id"] = .string(id)
        var answered = Answered()
        var response: Response
        do {
            response = try await answer(request, context, logger, &answered)
        } catch {
            let problem = Problem(of: error)
            if let cause = problem.cause {
                logger.error("\(cause)", metadata: ["route": .string(answered.route)])
            }
            response = problem.response
            if case .some(let methods) = answered.allowed {
                response.headers[.allow] = methods
            }
        }
        if request.method == .head { response = response.createHeadResponse() }
        response.headers[.requestID] = id
        response.headers[.nosniff] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        let time = start.duration(to: .now)
        services.metrics.count(
            answered.route, request.method.rawValue, response.status.code, time)
        logger.info(
            "request",
            metadata: [
                "user": .string(answered.user ?? "-"), "method": .string(request.method.rawValue),
                "route": .string(answered.route),
                "status": .stringConvertible(response.status.code),
                "bytes": .string(response.headers[.contentLength] ?? "-"),
                "ms": .string(
                    "\(time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)"
                ),
            ])
        return response
    }

    /// What the log and the metrics say of a request.
    private struct Answered {
        var route = "none"
        var user: String?
        var allowed: String?
    }

    private func answer(
        _ request: Request, _ context: ServerContext, _ logger: Logger, _ answered: inout Answered
    ) async throws -> Response {
        try services.origins.check(authority: request.head.authority)
        let target = (request.head.path ?? "").prefix { $0 != "?" }
        guard let path = RequestPath(target) else { throw Problem.noRoute }
        switch table.find(request.method, path) {
        case .nothing: throw Problem.noRoute
        case .otherMethods(let methods):
            answered.allowed = methods.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .methodNotAllowed, "method_not_allowed",
                "only \(methods.map(\.rawValue).joined(separator: ", ")) can be asked here")
        case .route(let route, let fields):
            answered.route = route.pattern.text
            services.known.look()
            let caller = try await Authenticate(library: services.library, known: services.known)
                .caller(of: request)
            answered.user = caller?.user.id
            if let caller { services.known.use(caller, at: services.library.clock.now()) }
            try authorize(route, caller, request)
            return try await route.handle(
                Exchange(
                    request: request, services: services, route: route, fields: fields,
                    caller: caller,
                    address: services.proxies.client(
                        peer: context.address, forwarded: request.headers[.forwardedFor]),
                    logger: logger,
                    channel: context.channel))
        }
    }

    private func authorize(_ route: Route, _ caller: Caller?, _ request: Request) throws {
        if let caller, caller.isByCookie, !request.method.isSafe {
            try services.origins.checkOrigin(of: request)
        }
        guard case .scope(let scope) = route.access else { return }
        guard let caller else { throw Problem.signInNeeded }
        guard caller.has(scope) else {
            if scope == .admin, caller.user.role != .admin {
                throw Problem(of: DomainError.adminsOnly)
            }
            throw Problem.scopeMissing(scope.rawValue)
        }
    }

    /// The caller's own, where it is short and harmless.
    private static func requestID(_ request: Request, _ context: ServerContext) -> String {
        if let given = request.headers[.requestID], given.utf8.count <= 64,
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") })
        {
            return given
        }
        return context.id
    }
}

extension HTTPRequest.Method {
    /// RFC 9110 section 9.2.1.
    var isSafe: Bool { self == .get || self == .head || self == .options }
}

/// What the library knows of a request beside what was sent.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let address: String
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        address = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}
