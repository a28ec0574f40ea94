import ContentStore
import StillStoreCore
import Values

/// What lives where a file would land. A file of these very bytes changes nothing.
struct ExpectedContent: Sendable {
    let digest: Digest
    let assetID: String
    let path: BucketPath
    /// Whether the source-file cache has the file as it is now, with these bytes.
    let isNoted: Bool
}
