package import Catalog
package import Domain

/// A page of a search.
package struct SearchPage: Sendable {
    package let listings: [AssetListing]
    /// Where the search continues; nil at its end.
    package let next: String?
    /// Changes that the index does not know yet, because the store cannot be written.
    package let unindexed: Int
}

extension Library {
    /// Assets that one transaction of the index takes in.
    private static let indexStep = 500

    /// Brings the index of searches up to date with what changed, in short transactions. Where nothing
    /// can be written it stays as it is.
    ///
    /// The index can be made again from the rest, so its transactions do not wait for the disk.
    /// - Parameter report: called after each step with how many assets are done.
    /// - Returns: how many assets were indexed.
    @discardableResult
    package func refreshSearchIndex(
        stop: StopSignal = StopSignal(), report: (Int) -> Void = { _ in }
    ) throws -> Int {
        if isUnwritable || catalog.lacksExtension { return 0 }
        var done = 0
        while !stop.isRequested {
            if try catalog.read({ try SearchIndex($0.connection).isCurrent() }) { break }
            done += try catalog.write(.deferred) {
                try SearchIndex($0.connection).refresh(limit: Library.indexStep)
            }
            report(done)
        }
        return done
    }

    /// Makes `refreshSearchIndex` make all of the index anew.
    package func renewSearchIndex() throws {
        try catalog.write(.deferred) { try SearchIndex($0.connection).renew() }
    }

    /// What a viewer's search finds; `docs/search.md` has the language.
    /// - Throws: `SearchError` for a search that cannot be read, `DomainError` for a cursor of another.
    package func search(
        _ request: SearchRequest, as viewer: Viewer, report: (Int) -> Void = { _ in }
    ) throws -> SearchPage {
        try refreshSearchIndex(report: report)
        return try inDomain(as: viewer) { reader, domain in
            let found = try domain.search.page(request)
            // What was deleted since it was indexed is not shown.
            let listings = try found.ids.compactMap { try reader.asset(id: $0) }
                .filter { $0.asset.isCurrent && viewer.maySee($0.asset) }
            return SearchPage(
                listings: listings, next: found.next,
                unindexed: try SearchIndex(domain.connection).pending())
        }
    }

    /// The same without reading the assets.
    package func searchIDs(_ request: SearchRequest, as viewer: Viewer) throws -> FoundAssets {
        try refreshSearchIndex()
        return try inDomain(as: viewer) { _, domain in try domain.search.page(request) }
    }

    /// Those of some assets that are current, in their order.
    package func currentAssets(_ ids: [String]) throws -> [AssetListing] {
        try catalog.read { reader in
            try ids.compactMap { try reader.asset(id: $0) }.filter(\.asset.isCurrent)
        }
    }

    /// What a viewer's search finds, counted by model, LoRA, sampler, generator, tag, format and month.
    package func facets(
        _ query: String, as viewer: Viewer, limit: Int = 20, report: (Int) -> Void = { _ in }
    ) throws -> FacetSummary {
        try refreshSearchIndex(report: report)
        return try inDomain(as: viewer) { _, domain in
            try domain.search.facets(query, limit: limit)
        }
    }

    /// Runs `body` on one snapshot of both.
    private func inDomain<Value>(
        as viewer: Viewer, _ body: (CatalogReader, DomainReader) throws -> Value
    ) throws -> Value {
        if catalog.lacksExtension { throw CatalogError.outdated }
        return try catalog.read {
            try body($0, DomainReader($0.connection, as: viewer, domain.environment))
        }
    }
}

extension Viewer {
    fileprivate func maySee(_ asset: AssetRecord) -> Bool { isAdmin || asset.userID == userID }
}

extension Queries {
    /// `Library.refreshSearchIndex`
    package func refreshSearchIndex() async throws {
        _ = try await run { try $0.refreshSearchIndex() }
    }

    /// `Library.searchIDs`
    package func searchIDs(
        _ request: SearchRequest, as viewer: Viewer
    ) async throws -> FoundAssets {
        try await run { try $0.searchIDs(request, as: viewer) }
    }

    /// `Library.currentAssets`
    package func currentAssets(_ ids: [String]) async throws -> [AssetListing] {
        try await run { try $0.currentAssets(ids) }
    }

    /// `Library.facets`
    package func facets(
        _ query: String, as viewer: Viewer, limit: Int = 20
    ) async throws -> FacetSummary {
        try await run { try $0.facets(query, as: viewer, limit: limit) }
    }
}
