import Synchronization

/// How the buckets of a service are reached: S3, a server that speaks like it, or Google Cloud
/// Storage.
package struct BucketAccess: Sendable {
    package struct Keys: Sendable, Equatable {
        package let access, secret: String
        package let sessionToken: String?

        package init(access: String, secret: String, sessionToken: String? = nil) {
            self.access = access
            self.secret = secret
            self.sessionToken = sessionToken
        }
    }

    /// `s3` or `gs`
    package let kind: SourceURI.Kind
    /// As the user wrote it; nil for AWS itself.
    package var endpoint: String?
    package var region: String
    /// Requests are not signed without.
    package var keys: Keys?
    /// The bucket's name stands in the path, not in the host's name.
    package var usesPathStyle = false
    let regions: BucketRegions

    package init(_ kind: SourceURI.Kind, region: String) {
        self.init(kind, region: region, regions: BucketRegions())
    }

    init(_ kind: SourceURI.Kind, region: String, regions: BucketRegions) {
        self.kind = kind
        self.region = region
        self.regions = regions
    }
}

/// The regions in which buckets turned out to be.
final class BucketRegions: Sendable {
    private let known = Mutex<[String: String]>([:])

    subscript(bucket: String) -> String? {
        get { known.withLock { $0[bucket] } }
        set { known.withLock { $0[bucket] = newValue } }
    }
}
