import Foundation

/// `http://` and `https://`.
struct WebClient: SourceClient {
    let http: HTTPClient

    func fetch(
        _ source: SourceURI, _ call: FetchCall, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        guard var parts = URLComponents(string: source.whole) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        let (user, password) = (parts.user, parts.password)
        parts.user = nil
        parts.password = nil
        var request = HTTPRequest(url: parts.string ?? source.whole, addresses: call.addresses)
        if let user {
            request.credentials = HTTPRequest.Credentials(user: user, password: password ?? "")
        }
        return try http.download(request, call, into: sink)
    }
}
