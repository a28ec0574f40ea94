/// What a bucket holds below a prefix, by ListObjectsV2 (Amazon S3 API Reference), which Google's
/// XML API has too.
package struct BucketListing: SourceListing {
    private let source: SourceURI
    private let http: HTTPClient
    private let access: BucketAccess

    /// - Parameter source: `s3://bucket/prefix`; the prefix may be empty or end within a name.
    package init(source: SourceURI, http: HTTPClient, access: BucketAccess) {
        self.source = source
        self.http = http
        self.access = access
    }

    /// In the order of keys. An object that is added after the current position is found.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        let place = BucketPlace(
            http: http, access: access, bucket: source.bucketAndKey.bucket,
            addresses: AddressRule(), isStopped: isStopped)
        var token: String?
        var seen: Set<String> = []
        repeat {
            let page = try place.inItsRegion { region throws(RetrievalError) in
                try answer(to: token, region, isStopped)
            }
            try take(try page.objects.compactMap(listed))
            token = page.nextToken
            if let token, !seen.insert(token).inserted {
                throw RetrievalError(.badAnswer, "the bucket's listing does not come to its end")
            }
        } while token != nil
    }

    private func answer(
        to token: String?, _ region: String, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> BucketPage {
        let (bucket, prefix) = source.bucketAndKey
        var request = BucketRequest(access: access, bucket: bucket, region: region)
        if let token { request.query.append(("continuation-token", token)) }
        // XML has no way to write some of the characters that keys may have.
        request.query += [("encoding-type", "url"), ("list-type", "2"), ("max-keys", "1000")]
        if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
        return try http.answer(
            to: try request.made(AddressRule()), limit: 32 << 20, unless: isStopped
        ) { whole throws(RetrievalError) in
            guard whole.head.status == 200 else { throw whole.head.refusal(Array(whole.body)) }
            return try BucketPage(whole.body)
        }
    }

    /// The version of one object, by its exact key; nil when the bucket has none.
    static func version(
        of key: String, in bucket: String, http: HTTPClient, access: BucketAccess, region: String,
        addresses: AddressRule, unless isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> SourceVersion? {
        var request = BucketRequest(access: access, bucket: bucket, region: region)
        // Of all keys with this prefix, the shortest comes first.
        request.query = [
            ("encoding-type", "url"), ("list-type", "2"), ("max-keys", "1"), ("prefix", key),
        ]
        let (head, body) = try http.answer(
            to: try request.made(addresses), limit: 1 << 20, unless: isStopped)
        guard head.status == 200 else { throw head.refusal(Array(body)) }
        guard let object = try BucketPage(body, isOne: true).objects.first,
            object.key.utf8.elementsEqual(key.utf8)
        else { return nil }
        return SourceVersion(etag: object.etag, modified: object.modified, size: object.size)
    }

    private func listed(_ object: BucketPage.Object) throws(RetrievalError) -> ListedSource? {
        // A placeholder that consoles create for a directory.
        if object.key.hasSuffix("/"), object.size ?? 0 == 0 { return nil }
        let source = try SourceURI(
            source.kind, bucket: source.bucketAndKey.bucket, key: object.key)
        var listed = ListedSource(source: source, path: source.mirror.path)
        if object.key.isEmpty {
            listed.problem = RetrievalError(
                .badAnswer, "the bucket's listing has an object without a key")
        } else if !object.isText {
            listed.problem = RetrievalError(.unsupported, "its key is not UTF-8")
        } else if object.key.utf8.contains(0) {
            listed.problem = RetrievalError(.unsupported, "its key holds a zero byte")
        }
        listed.version = SourceVersion(
            etag: object.etag, modified: object.modified, size: object.size)
        return listed
    }
}
