package import Catalog
package import StillStoreCore
import Values

/// Everything that is known of one asset.
package struct AssetDetailsJSON: WireJSON {
    package let asset: AssetJSON
    package let object: String?
    package let renditions: [RenditionJSON]
    package let attempts: [AttemptJSON]

    package init(_ details: AssetDetails) {
        asset = AssetJSON(details.listing)
        object = details.object
        renditions = details.renditions.map { RenditionJSON($0.record, path: $0.path) }
        attempts = details.attempts.map(AttemptJSON.init)
    }
}

/// A rendition that is kept.
package struct RenditionJSON: WireJSON {
    package let recipe, format, path: String
    package let digest: String
    package let width, height: Int
    package let size: Int64

    package init(_ record: RenditionRecord, path: String) {
        recipe = record.recipeID
        format = record.format
        self.path = path
        digest = record.contentDigest.hex
        width = record.width
        height = record.height
        size = record.size
    }
}

/// One attempt to fetch an asset.
package struct AttemptJSON: WireJSON {
    package let number: Int
    package let at: Timestamp
    package let milliseconds, bytes: Int64
    package let run, error_class, reason: String?
    package let http_status: Int?

    package init(_ attempt: AttemptRecord) {
        number = attempt.number
        at = Timestamp(attempt.at)
        milliseconds = attempt.milliseconds
        bytes = attempt.bytes
        run = attempt.runID
        error_class = attempt.errorKind?.text
        reason = attempt.reason
        http_status = attempt.httpStatus
    }
}
