import Foundation

/// Where an HTTP URL leads, taken apart.
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
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.encodedHost, !host.isEmpty
        else { throw RetrievalError(.unsupported, "it is not an address that can be fetched") }
        guard scheme == "http" || scheme == "https" else {
            throw RetrievalError(.unsupported, "\(scheme) is not http or https")
        }
        self.scheme = scheme
        self.host = host.trimmingPrefix("[").lowercased().replacing("]", with: "")
        port = parts.port ?? (scheme == "https" ? 443 : 80)
    }
}

extension URLComponents {
    /// As it is written in the URL: decoded, two hosts could look like one.
    var encodedHost: String? { percentEncodedHost }
}

extension HTTPRequest {
    /// Turns the request to where an answer points, leaving credentials behind when that is
    /// another host.
    mutating func redirect(
        to location: String, from place: HTTPPlace, status: Int
    ) throws(RetrievalError) {
        guard let base = URL(string: url), let target = URL(string: location, relativeTo: base),
            var parts = URLComponents(url: target.absoluteURL, resolvingAgainstBaseURL: true)
        else {
            throw RetrievalError(
                .redirect, "it was redirected to no address that can be fetched", httpStatus: status
            )
        }
        let scheme = parts.scheme?.lowercased() ?? ""
        guard scheme == "https" || (scheme == "http" && place.scheme == "http") else {
            throw RetrievalError(
                .redirect,
                "it was redirected from \(place.scheme) to \(scheme), which is not followed",
                httpStatus: status)
        }
        parts.user = nil
        parts.password = nil
        parts.fragment = nil
        guard let text = parts.string else {
            throw RetrievalError(.redirect, "it was redirected to no address", httpStatus: status)
        }
        url = text
        if try HTTPPlace(text) != place {
            credentials = nil
            headers.removeAll { !HTTPRequest.isHarmless($0.name) }
        }
    }

    private static func isHarmless(_ name: String) -> Bool {
        ["range", "if-range", "if-none-match", "if-modified-since", "accept", "accept-encoding"]
            .contains(name.lowercased())
    }
}
