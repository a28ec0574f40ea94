import Retrieval
import StillStoreCore

/// The sources of a request as they arrive: a few at a time.
enum SourcePage {
    case items([SourceItem])
    /// How many entries of a listing were not wanted.
    case excluded(Int)
    /// A server was listed completely: the names of all that it has.
    case listed(InvokeAIListing, Set<String>)
    /// A place could not be listed.
    case failed(RetrievalItem)
}

extension Library {
    /// Passes on all sources of a request, until it is stopped.
    func eachPage(
        of request: FetchRequest, _ setup: RetrievalSetup, _ stop: StopSignal,
        _ take: (SourcePage) throws -> Void
    ) throws {
        func receive(_ items: [SourceItem]) throws {
            if !stop.isRequested, !items.isEmpty { try take(.items(items)) }
        }
        for sources in request.sources {
            switch sources {
            case .items(let items): try receive(items)
            case .list(let list):
                var items: [SourceItem] = []
                var bytes = 0
                while !stop.isRequested, let item = try list.next() {
                    items.append(item)
                    bytes += (try? item.source.get().whole.utf8.count) ?? 0
                    if items.count < 500, bytes < 16 << 20 { continue }
                    try receive(items)
                    (items, bytes) = ([], 0)
                }
                try receive(items)
            case .bucket, .webDirectory, .invokeAI, .comfyUI:
                do {
                    let listing = try setup.listing(sources, request.wishes)
                    var listed: Set<String> = []
                    try listing?.forEachPage(unless: { stop.isRequested }) { page in
                        listed.formUnion(page.compactMap(\.externalID))
                        let items = page.map(SourceItem.init)
                        let wanted = items.filter { request.wants($0, of: sources) }
                        let others = items.count - wanted.count
                        if others > 0 { try take(.excluded(others)) }
                        try receive(wanted)
                    }
                    if case .invokeAI(_, board: nil) = sources, !stop.isRequested,
                        let listing = listing as? InvokeAIListing
                    {
                        try take(.listed(listing, listed))
                    }
                } catch let error as RetrievalError {
                    // The place failed, or the run is to end; other sources go on.
                    if error.kind == .stopped, stop.isRequested { break }
                    var item = RetrievalItem.refused(
                        sources.place, error.kind.failure, error)
                    item.isPermanent = !RetryPolicy.isPassing(error)
                    try take(.failed(item))
                }
            }
        }
    }
}
