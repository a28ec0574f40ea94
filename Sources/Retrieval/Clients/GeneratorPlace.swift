import Foundation

/// Where a generator's server is: what its API lies below.
struct GeneratorPlace: Sendable {
    /// `http://host:9090`, and the path below which a proxy puts it; no slash at its end.
    let url: String
    /// The same with the name and password that were given.
    let whole: String
    let credentials: HTTPRequest.Credentials?

    /// `host:9090`, for people.
    var host: String { (try? HTTPPlace(url).authority) ?? "the server" }

    /// - Parameter base: `http://host:9090`, as people type it.
    /// - Throws: `unsupported` for what is not http or https.
    init(_ base: String) throws(RetrievalError) {
        let base = String(base[...].trimming { $0.isWhitespace })
        guard var parts = URLComponents(string: base), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), parts.encodedHost?.isEmpty == false
        else {
            throw RetrievalError(
                .unsupported, "a server's address is written like http://localhost:9090")
        }
        parts.scheme = scheme
        parts.query = nil
        parts.fragment = nil
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        self.init(parts)
    }

    private init(_ parts: URLComponents) {
        var parts = parts
        whole = parts.string ?? ""
        credentials = parts.user.map {
            HTTPRequest.Credentials(user: $0, password: parts.password ?? "")
        }
        parts.user = nil
        parts.password = nil
        url = parts.string ?? ""
    }

    /// Takes a source apart, whose path ends with what is to be fetched there.
    /// - Returns: the server, and the path's last component as it is written.
    static func split(
        _ source: SourceURI
    ) throws(RetrievalError) -> (place: GeneratorPlace, name: String, query: [URLQueryItem]) {
        let address = source.whole.drop { $0 != "+" }.dropFirst()
        guard var parts = URLComponents(string: String(address)) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        let query = parts.queryItems ?? []
        let name = parts.percentEncodedPath.split(
            separator: "/", omittingEmptySubsequences: false
        ).last.map { String($0) }
        parts.percentEncodedPath.removeLast(name?.count ?? 0)
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        parts.query = nil
        return (GeneratorPlace(parts), name ?? "", query)
    }

    func request(_ path: String, addresses: AddressRule) -> HTTPRequest {
        var request = HTTPRequest(url: url + path, addresses: addresses)
        request.credentials = credentials
        return request
    }
}
