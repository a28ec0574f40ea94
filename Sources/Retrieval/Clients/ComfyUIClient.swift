import Foundation

/// `comfyui+http://host:8188/?filename=…&subfolder=…&type=output`: a file of ComfyUI.
struct ComfyUIClient: SourceClient {
    let http: HTTPClient
    var graphs = ComfyUIGraphs()

    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let (place, _) = try GeneratorPlace.split(source)
        let file = ComfyUIFile(address: source.whole)
        guard file.isNamed else {
            throw RetrievalError(
                .unsupported,
                "it names no file: comfyui+http://localhost:8188/?filename=NAME.png&type=output")
        }
        // With `preview` or `channel` the server would encode the picture anew; a host other than
        // that of an `Origin` header is refused.
        let outcome = try http.download(
            place.request("/view?" + file.query, addresses: call.addresses), call, into: sink,
            needsEnd: !isVideoName(file.name))
        guard case .fetched(var facts) = outcome else { return outcome }
        facts.metadata = jsonText(
            "comfyui",
            [
                "filename": file.name, "subfolder": file.subfolder, "type": file.type,
                "job": call.variant,
            ])
        if let job = call.variant,
            let entry = try graphs.entry(of: job, place, http, call)
        {
            facts.graph = entry.json
            facts.createdAt = entry.endedAt
        }
        return .fetched(facts)
    }
}
