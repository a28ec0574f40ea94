/// The parts of an HTTP URL.
struct HTTPPlace: Equatable {
    let scheme: String
    /// In lower case, without the brackets of IPv6.
    let host: String
    let port: Int

    /// What is shown of it: the host, with its port where that is not the usual one.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (scheme == "https" ? 443 : 80) ? name : "\(name):\(port)"
    }

    var origin: String { "\(scheme)://\(host):\(port)" }

    init(_ url: String) throws(RetrievalError) {
        guard let address = WebAddress(url) else {
            throw RetrievalError(.unsupported, "it is not an address that can be fetched")
        }
        self = try HTTPPlace(address)
    }

    init(_ address: WebAddress) throws(RetrievalError) {
        guard ["http", "https"].contains(address.scheme) else {
            throw RetrievalError(.unsupported, "\(address.scheme) is not http or https")
        }
        scheme = address.scheme
        host = address.host.filter { $0 != "[" && $0 != "]" }
        port = address.effectivePort
    }
}

extension HTTPRequest {
    /// Changes the request to the target of a redirect, without credentials if that is another
    /// host.
    /// - Parameter location: the bytes that the server sent.
    mutating func redirect(
        to location: [UInt8], from place: HTTPPlace, status: Int
    ) throws(RetrievalError) {
        // What was posted is for the first place only.
        if case .post = method { method = .get }
        guard var target = WebAddress(url)?.resolving(location) else {
            throw RetrievalError(
                .redirect, "it was redirected to no address that can be fetched", httpStatus: status
            )
        }
        let isFollowed =
            target.scheme == "https" || (target.scheme == "http" && place.scheme == "http")
        guard isFollowed else {
            throw RetrievalError(
                .redirect,
                "it was redirected from \(place.scheme) to \(target.scheme), which is not followed",
                httpStatus: status)
        }
        (target.user, target.password) = (nil, nil)
        url = target.text
        if try HTTPPlace(target) != place {
            credentials = nil
            headers.removeAll { !HTTPRequest.isHarmless($0.name) }
        }
    }

    private static func isHarmless(_ name: String) -> Bool {
        ["range", "if-range", "if-none-match", "if-modified-since", "accept", "accept-encoding"]
            .contains(name.lowercased())
    }
}
