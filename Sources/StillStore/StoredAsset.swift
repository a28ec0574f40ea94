import Catalog
public import Foundation
import Values

/// A picture as the store knows it: which bytes, where, and since when.
public struct StoredAsset: Sendable, Hashable, Identifiable {
    /// A UUID of version 7, as text.
    public let id: String
    /// SHA-256 of its bytes, in hexadecimal digits; nil while they are still to be fetched.
    public let digest: String?
    /// Where it is shown, or is to land: the bucket, and the path in it.
    public let bucket, path: String?
    /// The file's own name.
    public let name: String
    /// Where it was fetched from.
    public let source: String?
    /// Bytes; nil while they are not here.
    public let size: Int?
    /// `jpeg`, `png`, `webp` or `gif`; nil for what is no picture.
    public let format: String?
    /// Pixels, upright; nil for what is no picture.
    public let width, height: Int?
    /// A JSON object.
    public let metadata: String
    public let createdAt: Date

    init(_ listing: AssetListing) {
        let asset = listing.asset
        id = asset.id
        digest = asset.digest?.hex
        bucket = listing.bucket ?? asset.targetBucket
        path = listing.path ?? asset.targetPath
        name = asset.name
        source = asset.source
        size = (listing.blob?.size).map { Int($0) }
        format = listing.blob?.picture?.format
        width = listing.blob?.picture?.width
        height = listing.blob?.picture?.height
        metadata = asset.metadata
        createdAt = Date(timeIntervalSince1970: Double(asset.createdAt) / 1000)
    }
}
