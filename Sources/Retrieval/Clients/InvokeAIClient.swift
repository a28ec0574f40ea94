import Foundation

/// `invokeai+http://host:9090/NAME`: an image of InvokeAI, with what the server knows of it.
struct InvokeAIClient: SourceClient {
    let http: HTTPClient
    let token: String?
    var boards = InvokeAIBoardNames()

    func fetch(
        _ source: SourceURI, _ call: FetchCall, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let (place, name, _) = try GeneratorPlace.split(source)
        guard !["", ".", ".."].contains(name) else {
            throw RetrievalError(
                .unsupported, "it names no image: invokeai+http://localhost:9090/NAME.png")
        }
        // The token is for servers that a person named, not for any that a list names.
        let token = call.addresses.names(host: source.authority) ? token : nil
        let api = InvokeAIServerAPI(
            http: http, place: place, token: token, addresses: call.addresses,
            isStopped: call.isStopped)
        let image = try api.image(name)
        let board = try image.boardID.flatMap { id throws(RetrievalError) in
            try boards.name(of: id, api)
        }
        let metadata = try api.metadata(name)
        // Written while it is read, it would come without its end.
        let outcome: FetchOutcome
        do throws(RetrievalError) {
            outcome = try http.download(
                api.request("images/i/\(name)/full"), call, into: sink, needsEnd: true)
        } catch {
            throw api.explained(error)
        }
        guard case .fetched(var facts) = outcome else { return outcome }
        facts.metadata = InvokeAIClient.metadata(image, board: board, metadata)
        facts.createdAt = image.createdAt
        return .fetched(facts)
    }

    private static func metadata(
        _ image: InvokeAIImage, board: String?, _ metadata: [String: Any]?
    ) -> String {
        var fields: [String: Any?] = [
            "board": board, "metadata": metadata,
            "category": image.fields["image_category"], "origin": image.fields["image_origin"],
        ]
        for name in [
            "image_name", "board_id", "starred", "session_id", "node_id", "created_at",
            "has_workflow", "width", "height",
        ] {
            fields[name] = image.fields[name]
        }
        return jsonText("invokeai", fields)
    }
}
