import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    mutating func addSearch() {
        add(
            .get, "/api/v1/assets", "listAssets",
            "Your assets, newest first, or what a search finds; docs/search.md has its language",
            .read, query: SearchQuery.self,
            answer: .json(
                .ok, .object(ListAnswer<AssetJSON>.properties(of: schema(of: AssetJSON.self))))
        ) { exchange in
            let query = try exchange.parameters(SearchQuery.self)
            var request = SearchRequest(
                query.query ?? "", order: query.order ?? .newest, after: query.after,
                limit: query.limit ?? 50)
            if let from = query.from {
                guard query.after == nil else {
                    throw Problem.invalid("from", "cannot stand beside after")
                }
                request.from = try await exchange.assets.find(from).asset.id
            }
            let viewer = try exchange.viewer
            let version = exchange.services.known.version
            let found = try await exchange.services.library.queries.searchIDs(request, as: viewer)
            let lines = try await exchange.lines(of: found.ids, from: version)
            let shown = found.ids.compactMap { lines[$0] }
                .filter { viewer.isAdmin || $0.owner == viewer.userID }
            return try exchange.answer(
                ListAnswer<AssetJSON>.text(shown.map(\.json), next: found.next))
        }
        add(
            .get, "/api/v1/assets/facets", "countFacets",
            "What a search finds, counted by model, LoRA, sampler, generator, tag, format and month",
            .read, query: FacetQuery.self, answer: .json(.ok, schema(of: FacetsJSON.self))
        ) { exchange in
            let query = try exchange.parameters(FacetQuery.self)
            let summary = try await exchange.services.library.queries.facets(
                query.query ?? "", as: try exchange.viewer)
            return try exchange.answer(FacetsJSON(summary, query: query.query ?? "").line())
        }
        add(
            .get, "/api/v1/assets/timeline", "getTimeline",
            "How many assets a search finds of each month, the last month first", .read,
            query: FacetQuery.self, answer: .json(.ok, schema(of: TimelineJSON.self))
        ) { exchange in
            let query = try exchange.parameters(FacetQuery.self)
            let summary = try await exchange.services.library.queries.facets(
                query.query ?? "", as: try exchange.viewer, limit: .max)
            return try exchange.answer(TimelineJSON(summary).line())
        }
    }
}

private struct SearchQuery: Decodable, Sendable {
    var query: String?
    var order: SearchOrder?
    var limit: Int?
    var after: String?
    /// The id of an asset: the page begins behind it.
    var from: String?
}

private struct FacetQuery: Decodable, Sendable { var query: String? }

extension Exchange {
    /// Current assets as lists show them. Most of a page was shown before.
    fileprivate func lines(
        of ids: [String], from version: Int64?
    ) async throws -> [String: Known.AssetLine] {
        let known = services.known.lines(ids)
        let unknown = ids.filter { known[$0] == nil }
        if unknown.isEmpty { return known }
        var new: [String: Known.AssetLine] = [:]
        for listing in try await services.library.queries.currentAssets(unknown) {
            new[listing.asset.id] = Known.AssetLine(
                owner: listing.asset.userID, json: try AssetJSON(listing).line())
        }
        services.known.keep(new, from: version)
        return known.merging(new) { $1 }
    }
}
