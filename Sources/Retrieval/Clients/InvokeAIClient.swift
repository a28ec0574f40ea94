import Foundation

/// `invokeai+http://host:9090/NAME`: an image of InvokeAI, with what the server knows of it.
struct InvokeAIClient: SourceClient {
    let http: HTTPClient
    let access: InvokeAIAccess
    var boards = InvokeAIBoardNames()

    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let (place, name) = try GeneratorPlace.split(source)
        guard !["", ".", ".."].contains(name) else {
            throw RetrievalError(
                .unsupported, "it names no image: invokeai+http://localhost:9090/NAME.png")
        }
        // Tokens and passwords are for servers that a person named, not for any that a list names.
        let access =
            call.addresses.names(host: source.authority) ? access : InvokeAIAccess()
        let api = InvokeAIServerAPI(
            http: http, place: place, access: access, addresses: call.addresses,
            isStopped: call.isStopped)
        let image = try api.image(name)
        let board = try image.boardID.flatMap { id throws(RetrievalError) in
            try boards.name(of: id, api)
        }
        let metadata = try api.metadata(name)
        // An image that is still being written would come without its end.
        let outcome: FetchOutcome
        do throws(RetrievalError) {
            outcome = try http.download(
                api.request("\(InvokeAIServerAPI.call(name))/i/\(name)/full"), call, into: sink,
                needsEnd: true)
        } catch {
            throw api.explained(error)
        }
        guard case .fetched(var facts) = outcome else { return outcome }
        facts.metadata = InvokeAIClient.metadata(image, board: board, metadata)
        facts.createdAt = image.createdAt
        facts.path = InvokeAIListing.path(image.name, board: board)
        return .fetched(facts)
    }

    private static func metadata(
        _ image: InvokeAIImage, board: String?, _ metadata: [String: Any]?
    ) -> String {
        var fields: [String: Any?] = [
            "board": board, "metadata": metadata,
            "category": image.fields["image_category"], "origin": image.fields["image_origin"],
        ]
        fields["image_name"] = image.name
        for name in [
            "board_id", "starred", "session_id", "node_id", "created_at",
            "has_workflow", "width", "height",
        ] {
            fields[name] = image.fields[name]
        }
        return jsonText("invokeai", fields)
    }
}
