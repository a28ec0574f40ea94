import HTTPTypes
import Hummingbird

/// By which names the server is known, and from where pages may change things.
struct Origins: Sendable {
    /// `https://pictures.example.org`, where that is how people reach it.
    let publicURL: PublicURL?
    let host: String
    let port: Int

    /// A name that is not ours may have been pointed at this machine by somebody else (DNS rebinding).
    /// Addresses and `localhost` cannot be.
    func check(authority: String?) throws(Problem) {
        guard let authority, !authority.isEmpty else {
            throw Problem(.badRequest, "no_host", "the header Host is missing")
        }
        let name = Origins.name(of: authority).lowercased()
        if name == publicURL?.host || name == host.lowercased() || name == "localhost" { return }
        if name.hasSuffix(".localhost") || Origins.isAddress(name) { return }
        var problem = Problem(
            .misdirectedRequest, "unknown_host",
            "this server is not known by that name: start it with --public-url")
        problem.closes = true
        throw problem
    }

    /// What changes something and is proved by a cookie has to come from a page of this server.
    func checkOrigin(of request: Request) throws(Problem) {
        if let site = request.headers[.fetchSite] {
            if site == "same-origin" || site == "none" { return }
        } else if isOwnOrigin(request) {
            return
        }
        throw Problem(
            .forbidden, "other_origin", "pages of other sites may not change anything here")
    }

    /// A page of another site could open a WebSocket with the cookie of its visitor, and read from it.
    func checkSocketOrigin(of request: Request) throws(Problem) {
        guard isOwnOrigin(request) else {
            throw Problem(.forbidden, "other_origin", "pages of other sites may not listen here")
        }
    }

    private func isOwnOrigin(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin] else { return false }
        if origin == publicURL?.text { return true }
        let scheme = origin.hasPrefix("https://") ? "https://" : "http://"
        return origin == scheme + (request.head.authority ?? "")
    }

    /// Without the port.
    private static func name(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// How people reach the server from elsewhere.
struct PublicURL: Sendable, Equatable {
    /// `https://name` or `https://name:port`, without a slash at the end.
    let text: String
    let host: String
    let isSecure: Bool

    init?(_ given: String) {
        var text = given[...]
        while text.last == "/" { text.removeLast() }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else {
            return nil
        }
        let authority = text.dropFirst(scheme.count)
        guard !authority.isEmpty, !authority.contains("/"), !authority.contains("@") else {
            return nil
        }
        self.text = text.lowercased()
        host = String(authority.prefix { $0 != ":" }).lowercased()
        isSecure = scheme == "https://"
    }
}
