import Foundation

/// `comfyui+http://host:8188/?filename=…&subfolder=…&type=output`: a file of ComfyUI.
struct ComfyUIClient: SourceClient {
    let http: HTTPClient

    func fetch(
        _ source: SourceURI, _ call: FetchCall, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let (place, _, query) = try GeneratorPlace.split(source)
        func value(_ name: String) -> String { query.last { $0.name == name }?.value ?? "" }
        let type = value("type").isEmpty ? "output" : value("type")
        let file = ComfyUIFile(name: value("filename"), subfolder: value("subfolder"), type: type)
        guard !file.name.isEmpty, ["output", "input", "temp"].contains(type) else {
            throw RetrievalError(
                .unsupported,
                "it names no file: comfyui+http://localhost:8188/?filename=NAME.png&type=output")
        }
        // With `preview` or `channel` the server would encode the picture anew, and a host that
        // is not that of an `Origin` is refused.
        let outcome = try http.download(
            place.request("/view?" + file.query, addresses: call.addresses), call, into: sink,
            needsEnd: true)
        guard case .fetched(var facts) = outcome else { return outcome }
        facts.metadata = jsonText(
            "comfyui", ["filename": file.name, "subfolder": file.subfolder, "type": file.type])
        return .fetched(facts)
    }
}

/// A file as ComfyUI names it.
struct ComfyUIFile: Hashable {
    var name: String
    var subfolder: String
    /// `output`, `input` or `temp`
    var type: String

    var query: String {
        "filename=\(percentEncoded(name))&subfolder=\(percentEncoded(subfolder))&type=\(type)"
    }
}
