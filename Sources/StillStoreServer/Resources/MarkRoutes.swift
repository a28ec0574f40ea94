import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addMarks() {
        items("/api/v1/tags", "listTags", "Your tags") { (_: Nothing, reader) in
            try reader.tags.list().map(TagJSON.init)
        }
        items("/api/v1/assets/{id}/tags", "listTagsOfAsset", "The tags of an asset") {
            (query: ByID, reader) in try reader.tags.list(ofAsset: query.id).map(TagJSON.init)
        }
        act(.put, "/api/v1/assets/{id}/tags/{name}", "addTag", "Give an asset a tag") {
            (query: TagQuery, _: Nothing, transaction) in
            TagJSON(try transaction.tags.add(query.name, to: query.id))
        }
        delete("/api/v1/assets/{id}/tags/{name}", "removeTag", "Take a tag from an asset") {
            (query: TagQuery, transaction) in
            let tags = try transaction.tags.list(ofAsset: query.id)
            guard let tag = tags.first(where: { $0.name == query.name }) else {
                throw DomainError.notFound(.tags, query.name)
            }
            try transaction.tags.remove(tag.id, from: query.id)
        }
        act(.put, "/api/v1/assets/{id}/rating", "rateAsset", "Rate an asset, from 0 to 5") {
            (query: ByID, body: Rating, transaction) in
            AssetMarkJSON(
                try transaction.tags.mark(query.id) {
                    body.rating.replace(&$0.rating)
                    body.is_starred.replace(&$0.isStarred)
                })
        }
        items(
            "/api/v1/assets/badges", "listAssetBadges",
            "Your ratings, stars and tags, and counts of albums and variants, for a page of assets"
        ) { (query: AssetIDs, reader) in
            guard query.ids.count <= PageRequest.limits.upperBound else {
                throw Problem.invalid("ids", "are at most \(PageRequest.limits.upperBound)")
            }
            return try reader.badges(ofAssets: query.ids).map(AssetBadgesJSON.init)
        }
    }
}

private struct TagQuery: Decodable, Sendable { let id, name: String }

private struct Rating: Decodable, Sendable {
    var rating: Clearable<Int>
    var is_starred: Bool?
}

private struct AssetIDs: Decodable, Sendable { let ids: [String] }
