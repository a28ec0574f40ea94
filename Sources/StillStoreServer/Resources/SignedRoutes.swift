import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    mutating func addSigned() {
        add(
            .post, "/api/v1/assets/{id}/signed-url", "signURL",
            "Make an address of a file that works without an account, for up to seven days", .write,
            query: ByID.self, body: .json(schema(of: Signing.self)),
            answer: .json(.ok, schema(of: SignedAddressJSON.self)), problems: [404]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            let (body, _) = try await exchange.body(Signing.self)
            let known = exchange.services.library.configuration.recipes.map(\.name)
            if let recipe = body.recipe, !known.contains(recipe) {
                throw Problem.invalid("recipe", "is none of \(known.joined(separator: ", "))")
            }
            guard 1...604_800 ~= body.seconds ?? 3600 else {
                throw Problem.invalid("seconds", "is from 1 to 604800")
            }
            let milliseconds = Int64(body.seconds ?? 3600) * 1000
            let address = try await exchange.change {
                try $0.signedAddress(of: id, recipe: body.recipe, milliseconds: milliseconds)
            }
            let base =
                exchange.services.origins.publicURL?.text
                ?? "http://\(exchange.request.head.authority ?? "localhost")"
            return try exchange.answer(SignedAddressJSON(address, base: base).line())
        }
        add(
            .get, "/f/{id}", "getSignedFile", "A file at an address that was signed", .open,
            query: SignedQuery.self, answer: .bytes(["*/*"]), problems: [404, 409, 412, 416]
        ) { exchange in
            let query = try exchange.parameters(SignedQuery.self)
            let address = SignedAddress(
                asset: query.id, recipe: query.recipe, expires: query.expires,
                signature: query.signature)
            let queries = exchange.services.library.queries
            // Whatever is wrong with it: the same answer.
            guard try await queries.domain(as: .program, { try $0.isValid(address) }) else {
                throw Problem(.notFound, "not_found", "this address does not work, or not any more")
            }
            let listing = try await AssetAccess(services: exchange.services, viewer: .program)
                .find(query.id)
            guard listing.asset.deletedAt == nil else { throw Problem.noRoute }
            var answer =
                if let recipe = query.recipe {
                    try await exchange.rendition(of: listing, recipe)
                } else {
                    try await exchange.original(of: listing)
                }
            answer.isImmutable = false
            return try await answer.response(to: exchange)
        }
    }
}

private struct Signing: Decodable, Sendable {
    /// An hour where it is not said.
    var seconds: Int?
    /// The original where it is not said.
    var recipe: String?
}

private struct SignedQuery: Decodable, Sendable {
    let id: String
    let expires: Int64
    let signature: String
    var recipe: String?
}
