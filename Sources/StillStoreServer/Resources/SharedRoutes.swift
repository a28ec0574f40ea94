import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    /// For people without an account, who have a link.
    mutating func addShared() {
        add(
            .post, "/api/v1/shared/{key}/open", "openShared",
            "Open a shared link: counts a view, and sets a cookie by which the rest is read", .open,
            query: KeyQuery.self, body: .json(schema(of: Opening.self)), answer: .nothing,
            problems: [401, 404, 429]
        ) { exchange in
            let visit = try exchange.visit()
            let (body, _) = try await exchange.body(Opening.self)
            var response = Response(status: .noContent)
            response.headers[.setCookie] = try await visit.open(password: body.password)
            return response
        }
        add(
            .get, "/api/v1/shared/{key}", "getShared", "What a shared link shows", .open,
            query: SharedQuery.self, answer: .json(.ok, schema(of: SharedContentsJSON.self)),
            problems: [401, 404]
        ) { exchange in
            let query = try exchange.parameters(SharedQuery.self)
            let link = try await exchange.visit().link()
            let request = try query.pageRequest()
            let queries = exchange.services.library.queries
            if link.target == .album { try await queries.refreshSearchIndex() }
            let (title, page) = try await queries.domain(as: .program) {
                (try $0.links.title(of: link), try $0.links.contents(of: link, request))
            }
            var items: [SharedItemJSON] = []
            for id in page.items { items.append(SharedItemJSON(try await queries.find(id))) }
            return try exchange.answer(
                SharedContentsJSON(link, title: title, items: items, next: page.next).line())
        }
        add(
            .get, "/api/v1/shared/{key}/assets/{id}/content", "getSharedContent",
            "The bytes of a shared picture, where the link allows to download", .open,
            query: SharedContentQuery.self, answer: .bytes(["*/*"]),
            problems: [401, 403, 404, 409, 412, 416]
        ) { exchange in
            let query = try exchange.parameters(SharedContentQuery.self)
            let (link, listing) = try await exchange.shared(query.id)
            guard link.allowsDownload else {
                throw Problem(.forbidden, "no_download", "this link shows, but gives nothing away")
            }
            var answer = try await exchange.original(of: listing)
            (answer.isAttachment, answer.isImmutable) = (query.download ?? false, false)
            return try await answer.response(to: exchange)
        }
        add(
            .get, "/api/v1/shared/{key}/assets/{id}/renditions/{recipe}", "getSharedRendition",
            "A shared picture, smaller", .open, query: SharedRenditionQuery.self,
            answer: .bytes(["image/*"]), problems: [401, 404, 409, 412, 416]
        ) { exchange in
            let query = try exchange.parameters(SharedRenditionQuery.self)
            let (_, listing) = try await exchange.shared(query.id)
            var answer = try await exchange.rendition(of: listing, query.recipe)
            answer.isImmutable = false
            return try await answer.response(to: exchange)
        }
    }
}

private struct KeyQuery: Decodable, Sendable { let key: String }

private struct Opening: Decodable, Sendable { var password: String? }

private struct SharedQuery: PagedQuery {
    let key: String
    var limit: Int?
    var after: String?
    var page: Int?
}

private struct SharedContentQuery: Decodable, Sendable {
    let key, id: String
    var download: Bool?
}

private struct SharedRenditionQuery: Decodable, Sendable { let key, id, recipe: String }

extension Exchange {
    fileprivate func visit() throws -> Visit {
        let key = String(decoding: try bytes("key"), as: UTF8.self)
        // Keys are of letters and digits; others would not be safe in a cookie's path.
        guard key.utf8.allSatisfy({ $0.isLetterOrDigit }) else { throw DomainError.linkNotValid }
        return Visit(exchange: self, key: key)
    }

    fileprivate func shared(_ id: String) async throws -> (SharedLink, AssetListing) {
        let link = try await visit().link()
        let queries = services.library.queries
        guard try await queries.domain(as: .program, { try $0.links.shows(id, link) }) else {
            throw DomainError.notFound(.assets, id)
        }
        return (link, try await queries.find(id))
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= self
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20
    }
}
