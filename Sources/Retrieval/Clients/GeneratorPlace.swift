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
        guard let address = WebAddress(base), ["http", "https"].contains(address.scheme) else {
            throw RetrievalError(
                .unsupported, "a server's address is written like http://localhost:9090")
        }
        self.init(address)
    }

    private init(_ address: WebAddress) {
        var address = address
        address.query = nil
        while address.path.hasSuffix("/") { address.path.removeLast() }
        whole = address.text
        credentials = address.credentials
        (address.user, address.password) = (nil, nil)
        url = address.text
    }

    /// Splits a source whose path ends with what is to be fetched.
    /// - Returns: the server, and the path's last component as it is written.
    static func split(
        _ source: SourceURI
    ) throws(RetrievalError) -> (place: GeneratorPlace, name: String) {
        guard var address = WebAddress(String(source.whole.drop { $0 != "+" }.dropFirst())) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        let name = address.path.suffix(from: address.path.lastIndex(of: "/")!).dropFirst()
        address.path.removeLast(name.count)
        return (GeneratorPlace(address), String(name))
    }

    func request(_ path: String, addresses: AddressRule) -> HTTPRequest {
        var request = HTTPRequest(url: url + path, addresses: addresses)
        request.credentials = credentials
        return request
    }
}
