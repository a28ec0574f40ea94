package import Catalog
import Foundation
import Values

/// An asset, with what is known of its bytes.
package struct AssetJSON: WireJSON {
    package let id: String
    package let bucket, path, digest: String?
    package let kind, origin, name, retrieval_status: String
    package let user_id, job_id, external_id, source, superseded_by: String?
    package let retrieval_attempts: Int
    package let first_retrieval_attempt, last_retrieval_attempt: Timestamp?
    package let next_retrieval_attempt: Timestamp?
    package let retrieval_error, retrieval_error_class: String?
    package let retrieval_http_status: Int?
    package let retrieval_permanent: Bool?
    package let target: String?
    package let metadata: RawJSON
    package let created_at, updated_at: Timestamp
    package let deleted_at, source_gone_at: Timestamp?
    package let size: Int64?
    package let state, format, refusal, perceptual_hash: String?
    package let width, height, stored_width, stored_height: Int?
    package let orientation, bits, channels, frames: Int?
    package let transparent, profile, layered: Bool?

    package init(_ listing: AssetListing) {
        let asset = listing.asset
        id = asset.id
        bucket = listing.bucket
        path = listing.path
        digest = asset.digest?.hex
        kind = asset.kind.rawValue
        origin = asset.origin.rawValue
        name = asset.name
        retrieval_status = asset.retrievalStatus.rawValue
        user_id = asset.userID
        job_id = asset.jobID
        source = asset.source
        external_id = asset.externalID
        superseded_by = asset.supersededBy
        let retrieval = asset.retrieval
        retrieval_attempts = retrieval.attempts
        first_retrieval_attempt = retrieval.firstAttempt.map(Timestamp.init(_:))
        last_retrieval_attempt = retrieval.lastAttempt.map(Timestamp.init(_:))
        next_retrieval_attempt = retrieval.nextAttempt.map(Timestamp.init(_:))
        retrieval_error = retrieval.error
        retrieval_error_class = retrieval.errorKind?.text
        retrieval_http_status = retrieval.httpStatus
        retrieval_permanent = retrieval.error == nil ? nil : retrieval.isPermanent
        target = asset.target
        metadata = RawJSON(text: asset.metadata)
        created_at = Timestamp(asset.createdAt)
        updated_at = Timestamp(asset.updatedAt)
        deleted_at = asset.deletedAt.map(Timestamp.init(_:))
        source_gone_at = asset.sourceGoneAt.map(Timestamp.init(_:))
        size = listing.blob?.size
        state = listing.blob?.state.rawValue
        if case .undecodable(let reason) = listing.blob?.content {
            refusal = reason
        } else {
            refusal = nil
        }
        let picture = listing.blob?.picture
        format = picture?.format
        perceptual_hash = picture.map { String(format: "%016llx", $0.perceptualHash) }
        width = picture?.width
        height = picture?.height
        stored_width = picture?.storedWidth
        stored_height = picture?.storedHeight
        orientation = picture?.orientation
        bits = picture?.bits
        channels = picture?.channels
        frames = picture?.frames
        transparent = picture?.isTransparent
        profile = picture?.hasProfile
        layered = picture?.isLayered
    }
}
