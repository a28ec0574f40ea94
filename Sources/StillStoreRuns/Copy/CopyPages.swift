import Catalog
import ContentStore
import StillStoreCore
import Values

/// The assets of a request, a page at a time: those that may be copied, and the results of the
/// others. Blocks.
struct CopyPages: Sendable {
    struct Page: Sendable {
        var candidates: [CopyCandidate] = []
        var others: [CopyItem] = []
    }

    private let library: Library
    private let limit: Int
    private var references: ArraySlice<String> = []
    /// What is still to be listed, the last one first.
    private var filters: [AssetFilter] = []
    private var after: String?

    init(_ library: Library, _ selection: CopyRequest.Selection, limit: Int) {
        self.library = library
        self.limit = limit
        switch selection {
        case .references(let names): references = names[...]
        case .filter(let filter):
            filters = [filter]
            // A list by path contains only assets that have one.
            if filter.isOfPaths, filter.status == nil {
                let statuses: [RetrievalStatus] = [.pending, .retrieving, .failed]
                filters += statuses.map { status in
                    var waiting = filter
                    waiting.status = status
                    return waiting
                }
            }
        }
    }

    /// Nil at the end.
    mutating func next() throws -> Page? {
        var page = Page()
        if !references.isEmpty {
            for name in references.prefix(limit) { try add(name, to: &page) }
            references = references.dropFirst(limit)
            return page
        }
        while let filter = filters.last {
            let listings = try library.list(filter, after: after, limit: limit)
            guard let last = listings.last else {
                filters.removeLast()
                after = nil
                continue
            }
            after = filter.cursor(behind: last)
            for listing in listings { try add(listing, to: &page) }
            return page
        }
        return nil
    }

    private func add(_ name: String, to page: inout Page) throws {
        do {
            let listing = try library.find(name)
            guard listing.asset.supersededBy == nil, listing.asset.deletedAt == nil else {
                page.others.append(
                    .failed(name, .notCurrent, "it was superseded or deleted in this store"))
                return
            }
            try add(listing, to: &page)
        } catch let error as RequestError where error.category == .notFound {
            page.others.append(
                CopyItem(file: name, outcome: .failed(Failure(file: name, kind: .notFound, error))))
        }
    }

    private func add(_ listing: AssetListing, to page: inout Page) throws {
        guard listing.asset.retrievalStatus == .completed, let digest = listing.asset.digest,
            let blob = listing.blob
        else {
            let file = listing.asset.target ?? listing.asset.source ?? listing.asset.id
            page.others.append(CopyItem(file: file, outcome: .waiting))
            return
        }
        guard let bucket = listing.bucket, let path = listing.path else { return }
        let id = listing.asset.id
        let (occupant, version) = try library.catalog.read {
            (try $0.occupant(bucket: bucket, path: path), try $0.sourceVersion(of: id))
        }
        // An asset that had several paths has a row for each.
        guard occupant?.assetID == id, let version else { return }
        page.candidates.append(
            CopyCandidate(
                listing: listing, digest: digest,
                path: try BucketPath(recorded: bucket, path), blob: blob,
                version: version))
    }
}
