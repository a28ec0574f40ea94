/// `s3://bucket/key` and `gs://bucket/key`.
struct BucketClient: SourceClient {
    let http: HTTPClient
    let access: BucketAccess

    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let (bucket, key) = source.bucketAndKey
        guard !key.isEmpty else {
            throw RetrievalError(
                .unsupported, "it names no object: \(source.kind.rawValue)://BUCKET/KEY")
        }
        let place = BucketPlace(
            http: http, access: access, bucket: bucket, addresses: call.addresses,
            isStopped: call.isStopped)
        return try place.inItsRegion { region throws(RetrievalError) in
            var request = BucketRequest(access: access, bucket: bucket, region: region)
            request.key = key
            let outcome = try http.download(
                try request.made(call.addresses), call, into: sink)
            if BucketRequest.hasDots(key), case .fetched(let facts) = outcome {
                try check(facts, bucket, key, region, call)
            }
            return outcome
        }
    }

    /// Servers and proxies may resolve `.` and `..` as steps between directories and send another
    /// object: what came is compared with what the bucket says of the key.
    private func check(
        _ facts: FetchedFacts, _ bucket: String, _ key: String, _ region: String,
        _ call: FetchOptions
    ) throws(RetrievalError) {
        let listed = try BucketListing.version(
            of: key, in: bucket, http: http, access: access, region: region,
            addresses: call.addresses, unless: call.isStopped)
        guard let etag = listed?.etag, etag == facts.version.etag,
            listed?.size == facts.version.size
        else {
            throw RetrievalError(
                .unsupported,
                "the server answered with another object: it does not take a key with a part . or .. as it is"
            )
        }
    }
}

/// A bucket whose region may still have to be found out.
struct BucketPlace {
    let http: HTTPClient
    let access: BucketAccess
    let bucket: String
    let addresses: AddressRule
    let isStopped: @Sendable () -> Bool

    /// Runs `work` with the configured region, and again with the bucket's own if that differs.
    func inItsRegion<Value>(
        _ work: (String) throws(RetrievalError) -> Value
    ) throws(RetrievalError) -> Value {
        let known = access.regions[bucket]
        do throws(RetrievalError) {
            return try work(known ?? access.region)
        } catch {
            // From another region S3 sends 301, 307 or 400; 403 follows if a redirect was followed
            // without the signature.
            guard access.kind == .s3, known == nil, let status = error.httpStatus,
                [301, 307, 400, 403].contains(status)
            else { throw explained(error) }
            let region = try itsRegion() ?? access.region
            access.regions[bucket] = region
            guard region != access.region else { throw explained(error) }
        }
        do throws(RetrievalError) {
            return try work(access.regions[bucket] ?? access.region)
        } catch {
            throw explained(error)
        }
    }

    /// Sent to everyone, whether they may read the bucket or not ("HeadBucket", Amazon S3 API
    /// Reference).
    private func itsRegion() throws(RetrievalError) -> String? {
        var unsigned = access
        unsigned.keys = nil
        let request = try BucketRequest(access: unsigned, bucket: bucket, region: access.region)
            .made(addresses, .head)
        let (head, _) = try http.answer(to: request, limit: 64 << 10, unless: isStopped)
        return head["x-amz-bucket-region"].flatMap { BucketRequest.isRegion($0) ? $0 : nil }
    }

    private func explained(_ error: RetrievalError) -> RetrievalError {
        guard access.keys == nil, error.httpStatus == 403 || error.httpStatus == 401 else {
            return error
        }
        let names =
            access.kind == .gs
            ? "GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY"
            : "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile"
        return RetrievalError(
            error.kind, error.reason + "; it was asked without keys, which \(names) would give",
            httpStatus: error.httpStatus, retryAfterSeconds: error.retryAfterSeconds)
    }
}
