import Catalog
import ContentStore
import Foundation
import Values

/// An asset as JSON: the catalogue's words, times in UTC milliseconds.
struct AssetJSON: Encodable {
    let id: String
    let bucket, path, digest: String?
    let kind, origin, name, retrieval_status: String
    let user_id, job_id, external_id, source, superseded_by: String?
    let retrieval_attempts: Int
    let first_retrieval_attempt, last_retrieval_attempt, next_retrieval_attempt: Int64?
    let retrieval_error, retrieval_error_class, target: String?
    let retrieval_http_status: Int?
    let retrieval_permanent: Bool?
    let metadata: RawJSON
    let created_at, updated_at: Int64
    let deleted_at, source_gone_at: Int64?
    let size: Int64?
    let state, format, refusal, perceptual_hash: String?
    let width, height, stored_width, stored_height, orientation, bits, channels, frames: Int?
    let transparent, profile, layered: Bool?

    init(_ listing: AssetListing) {
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
        retrieval_attempts = asset.retrieval.attempts
        first_retrieval_attempt = asset.retrieval.firstAttempt
        last_retrieval_attempt = asset.retrieval.lastAttempt
        next_retrieval_attempt = asset.retrieval.nextAttempt
        retrieval_error = asset.retrieval.error
        retrieval_error_class = asset.retrieval.errorKind?.text
        retrieval_http_status = asset.retrieval.httpStatus
        retrieval_permanent = asset.retrieval.error == nil ? nil : asset.retrieval.isPermanent
        target = asset.target
        superseded_by = asset.supersededBy
        metadata = RawJSON(text: asset.metadata)
        created_at = asset.createdAt
        updated_at = asset.updatedAt
        deleted_at = asset.deletedAt
        source_gone_at = asset.sourceGoneAt
        size = listing.blob?.size
        state = listing.blob?.state.rawValue
        let picture = listing.blob?.picture
        format = picture?.format
        if case .undecodable(let reason) = listing.blob?.content {
            refusal = reason
        } else {
            refusal = nil
        }
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

/// JSON that is kept as text, put into other JSON as what it is.
struct RawJSON: Encodable {
    let text: String

    func encode(to encoder: any Encoder) throws {
        // What is no JSON here, such as a number beyond all that can be held, stays text.
        guard let value = try? JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8)) else {
            var container = encoder.singleValueContainer()
            return try container.encode(text)
        }
        try value.encode(to: encoder)
    }
}

private indirect enum AnyJSON: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Seeds of generators use all 64 bits.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case array([AnyJSON])
    case object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([AnyJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: AnyJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
