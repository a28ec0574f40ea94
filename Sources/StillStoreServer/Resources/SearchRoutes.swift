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
            let page = try await exchange.services.library.queries.search(
                request, as: try exchange.viewer)
            let items = page.listings.map(AssetJSON.init)
            return try exchange.answer(
                ListAnswer<AssetJSON>(Page(items: items, next: page.next, total: nil)).text())
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
