import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import StillStoreRuns
import Values
import Wire

extension Routes {
    /// What is awaited, and what failed to come.
    mutating func addMissing() {
        add(
            .get, "/api/v1/missing", "listMissing",
            "Assets whose bytes are not here, counted by why and where from", .read,
            query: Nothing.self, answer: itemsAnswer(of: MissingJSON.self)
        ) { exchange in
            _ = try exchange.parameters(Nothing.self)
            let viewer = try exchange.viewer
            let queries = exchange.services.library.queries
            let groups =
                viewer.isAdmin
                ? try await queries.missing().groups
                : try await queries.missing(of: viewer.userID)
            return try exchange.answer(
                ListAnswer<MissingJSON>(
                    Page(items: groups.map(MissingJSON.init), next: nil, total: nil)
                ).text())
        }
        add(
            .post, "/api/v1/missing/retry", "retryMissing",
            "Fetch them again now: of a host, of a kind of failure, or those that are named",
            .write,
            query: Nothing.self, body: .json(schema(of: RetryBody.self)),
            answer: .json(.ok, schema(of: CountJSON.self))
        ) { exchange in
            let (body, _) = try await exchange.body(RetryBody.self)
            let viewer = try exchange.viewer
            var filter = RetrievalFilter()
            filter.due = body.permanent == true || body.assets != nil ? .all : .transient
            filter.hosts = body.host.map { [$0] } ?? []
            if let name = body.error_class {
                guard let kind = FailureKind(rawValue: name) else {
                    throw Problem.invalid("error_class", "is no kind of failure")
                }
                filter.errorKinds = [kind]
            }
            if let ids = body.assets {
                guard (1...1000).contains(ids.count) else {
                    throw Problem.invalid("assets", "are 1 to 1000 ids")
                }
                filter.ids = ids
            }
            filter.user = viewer.isAdmin ? nil : viewer.userID
            let count = try await exchange.services.library.makeDue(filter)
            return try exchange.answer(CountJSON(count: count).line())
        }
        add(
            .post, "/api/v1/assets/{id}/retry", "retryAsset", "Fetch an asset again now", .write,
            query: ByID.self, answer: .json(.ok, schema(of: CountJSON.self)), problems: [404]
        ) { exchange in
            let listing = try await exchange.assets.find(try exchange.parameters(ByID.self).id)
            var filter = RetrievalFilter()
            (filter.due, filter.ids) = (.all, [listing.asset.id])
            let count = try await exchange.services.library.makeDue(filter)
            return try exchange.answer(CountJSON(count: count).line())
        }
    }

    /// The form of a list that is short.
    func itemsAnswer<Item: WireJSON>(of item: Item.Type) -> Route.Answer {
        .json(
            .ok,
            .object([.init(name: "items", schema: .list(schema(of: item)), isRequired: true)]))
    }
}

private struct RetryBody: Decodable, Sendable {
    var host: String?
    var error_class: String?
    /// Also what failed for good.
    var permanent: Bool?
    var assets: [String]?
}
