import Foundation
import Retrieval

/// All that a run that fetches goes by: the configuration, with what the run itself says.
struct RetrievalSetup {
    let settings: RetrievalSettings
    let clients: SourceClients
    let addresses: AddressRule
    let connections: Int
    let connectionsPerHost: Int?
    /// Of one host; what the configuration says when nil.
    let requestsPerSecond: Double?
    let waits: Bool

    init(_ library: Library, _ options: RetrievalOptions) {
        settings = library.configuration.retrieval ?? RetrievalSettings()
        clients = SourceClients(HTTPClient(settings.transfer), AccessSettings())
        addresses = AddressRule(
            allowing: Set((settings.allowHosts ?? []) + options.allowedHosts))
        connections = max(1, min(options.connections ?? settings.connections ?? 16, 256))
        connectionsPerHost = options.connectionsPerHost.map { max(1, $0) }
        requestsPerSecond = options.requestsPerSecond
        waits = options.waits
    }

    /// What lists the sources of a place; nil for those that list themselves.
    func listing(_ sources: FetchRequest.Sources) throws -> (any SourceListing)? {
        switch sources {
        case .items, .list: nil
        case .bucket(let place):
            BucketListing(
                source: place, http: clients.http,
                access: clients.settings.bucketAccess(place.kind))
        case .invokeAI(let base, let board):
            try InvokeAIListing(
                base: base, board: board, http: clients.http,
                token: clients.settings.invokeAIToken, addresses: try allowing(base))
        case .comfyUI(let base, let job):
            try ComfyUIListing(
                base: base, job: job, http: clients.http, addresses: try allowing(base))
        }
    }

    /// Who names a server means it.
    private func allowing(_ base: String) throws(RetrievalError) -> AddressRule {
        addresses.allowing(try SourceURI(base).authority)
    }
}
