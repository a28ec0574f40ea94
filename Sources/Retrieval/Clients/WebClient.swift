/// `http://` and `https://`.
struct WebClient: SourceClient {
    let http: HTTPClient

    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        guard let address = WebAddress(source.whole) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        let request = HTTPRequest(address, addresses: call.addresses)
        return try http.download(request, call, into: sink)
    }
}
