import Catalog
import Domain
import GenerationMetadata
package import StillStoreRuns
import Values

/// What a file beside an exported picture says of it.
package struct SidecarJSON: WireJSON {
    package let id, name: String
    package let bucket, path, digest, format: String?
    package let width, height, rating: Int?
    package let starred: Bool
    package let tags, captions: [String]
    /// `docs/generators.md` describes it.
    package let record: RawJSON?
    package let created_at: Timestamp

    package init(_ facts: SidecarFacts) {
        let asset = facts.listing.asset
        let picture = facts.listing.blob?.picture
        (id, name, digest) = (asset.id, asset.name, asset.digest?.hex)
        (bucket, path) = (facts.listing.bucket, facts.listing.path)
        (format, width, height) = (picture?.format, picture?.width, picture?.height)
        (rating, starred) = (facts.opinion.rating, facts.opinion.isStarred)
        (tags, captions) = (facts.opinion.tags, facts.opinion.captions)
        record = facts.record?.json.map(RawJSON.init(text:))
        created_at = Timestamp(asset.createdAt)
    }
}
