/// The client for each kind of source.
package struct SourceClients: Sendable {
    package let http: HTTPClient
    package let settings: AccessSettings

    package init(_ http: HTTPClient, _ settings: AccessSettings) {
        self.http = http
        self.settings = settings
    }

    package func client(for source: SourceURI) -> any SourceClient {
        switch source.kind {
        case .web: WebClient(http: http)
        case .file: FileClient()
        case .data: DataClient()
        case .s3, .gs: BucketClient(http: http, access: settings.bucketAccess(source.kind))
        case .invokeai:
            InvokeAIClient(
                http: http, access: settings.invokeAI, boards: settings.boardNames)
        case .comfyui: ComfyUIClient(http: http, graphs: settings.graphs)
        }
    }
}
