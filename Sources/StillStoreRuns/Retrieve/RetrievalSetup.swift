import Retrieval
import StillStoreCore
import Values

/// The settings of a run that fetches: the configuration, overridden by the run's options.
struct RetrievalSetup {
    let settings: RetrievalSettings
    let clients: SourceClients
    let addresses: AddressRule
    let connections: Int
    let connectionsPerHost: Int?
    /// Requests a second of one host; nil for the configuration's.
    let requestsPerSecond: Double?
    let waits: Bool
    /// For listings: failed requests are tried again by the client.
    private let listingHTTP: HTTPClient

    /// - Parameter waiting: called when a listing pauses.
    init(
        _ library: Library, _ options: RetrievalOptions,
        waiting: @escaping @Sendable (_ until: Int64) -> Void = { _ in }
    ) {
        settings = library.configuration.retrieval ?? RetrievalSettings()
        var transfer = settings.transfer
        transfer.headers = options.headers
        transfer.referer = options.referer
        if let agent = options.userAgent { transfer.userAgent = agent }
        var access = AccessSettings()
        access.addressingStyle = settings.addressingStyle
        clients = SourceClients(HTTPClient(transfer), access)
        addresses = AddressRule(
            allowing: Set((settings.allowHosts ?? []) + options.allowedHosts))
        connections = max(1, min(options.connections ?? settings.connections ?? 16, 256))
        connectionsPerHost = options.connectionsPerHost.map { max(1, $0) }
        requestsPerSecond = options.requestsPerSecond
        waits = options.waits
        let (clock, wait) = (library.clock, waiting)
        listingHTTP = HTTPClient(
            transfer,
            retry: AnswerRetry(
                settings.policy, waits: options.waits, now: clock.now, random: clock.random,
                pause: { until, isStopped in
                    // A short pause is not reported.
                    if until - clock.now() > 2000 { wait(until) }
                    clock.pause(until, isStopped)
                }), sharingWith: clients.http)
    }

    /// The listing of a place; nil for sources that are given one by one.
    func listing(
        _ sources: FetchRequest.Sources, _ wishes: ListingWishes
    ) throws -> (any SourceListing)? {
        switch sources {
        case .items, .list: nil
        case .bucket(let place):
            BucketListing(
                source: place, http: listingHTTP,
                access: clients.settings.bucketAccess(place.kind))
        case .webDirectory(let place):
            WebDirectoryListing(
                source: place, http: listingHTTP, addresses: addresses.allowing(place.authority))
        case .invokeAI(let base, let board):
            try InvokeAIListing(
                base: base, board: board, http: listingHTTP,
                access: clients.settings.invokeAI, addresses: try allowing(base),
                wishes: wishes)
        case .comfyUI(let base, let job):
            try ComfyUIListing(
                base: base, job: job, http: listingHTTP, addresses: try allowing(base),
                wishes: wishes)
        }
    }

    /// A server that a person named may be private.
    private func allowing(_ base: String) throws(RetrievalError) -> AddressRule {
        addresses.allowing(try SourceURI(base).authority)
    }
}
