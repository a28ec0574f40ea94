import Foundation

/// A request about a bucket, or about one object in it.
struct BucketRequest {
    let access: BucketAccess
    let bucket: String
    let region: String
    /// Nil for the bucket itself.
    var key: String?
    /// Not encoded, in the order of their names, as the signature needs them.
    var query: [(name: String, value: String)] = []

    /// - Parameter addresses: the endpoint's host is allowed too: the user named it.
    func made(
        _ addresses: AddressRule, _ method: HTTPRequest.Method = .get
    ) throws(RetrievalError) -> HTTPRequest {
        var request = HTTPRequest(url: try url(), addresses: addresses)
        request.method = method
        if access.endpoint != nil {
            let place = try HTTPPlace(request.url)
            request.addresses = addresses.allowing("\(place.host):\(place.port)")
        }
        request.keepsDots = BucketRequest.hasDots(key ?? "")
        if access.kind == .s3, key != nil {
            request.headers.append(("x-amz-checksum-mode", "ENABLED"))
        }
        if let keys = access.keys {
            try BucketSignature(keys: keys, region: region).sign(&request)
        }
        return request
    }

    private func url() throws(RetrievalError) -> String {
        guard !["", ".", ".."].contains(bucket), BucketRequest.isRegion(region) else {
            throw RetrievalError(
                .unsupported, "\(bucket) in \(region) is no bucket that can be asked")
        }
        var url = try base()
        if let key {
            url += "/" + percentEncoded(key, keepingSlashes: true)
        } else if !isInPath {
            url += "/"
        }
        let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        return pairs.isEmpty ? url : url + "?" + pairs.joined(separator: "&")
    }

    /// Up to the bucket, without a slash at the end.
    private func base() throws(RetrievalError) -> String {
        guard let endpoint = access.endpoint else {
            let host = "s3.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
            return isInPath
                ? "https://\(host)/\(percentEncoded(bucket))" : "https://\(bucket).\(host)"
        }
        guard var address = WebAddress(endpoint), ["http", "https"].contains(address.scheme) else {
            throw RetrievalError(
                .unsupported,
                "the endpoint of \(access.kind.rawValue):// is not like https://host:9000")
        }
        // As it will be sent, and signed.
        (address.user, address.password, address.query) = (nil, nil, nil)
        while address.path.hasSuffix("/") { address.path.removeLast() }
        if !isInPath { address.host = "\(bucket).\(address.host)" }
        let path = isInPath ? "/" + percentEncoded(bucket) : ""
        return address.text + path
    }

    /// A name with dots has no certificate, and other names are no valid host names ("Bucket naming
    /// rules", Amazon S3 User Guide).
    private var isInPath: Bool {
        if access.usesPathStyle { return true }
        let name = Array(bucket.utf8)
        let hyphen = UInt8(ascii: "-")
        return !(3...63).contains(name.count) || !name.allSatisfy(BucketRequest.isHostByte)
            || name.first == hyphen || name.last == hyphen
    }

    /// Whether parts of a key look like steps between directories.
    static func hasDots(_ key: String) -> Bool {
        key.utf8.split(separator: UInt8(ascii: "/")).contains { part in
            part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8)
        }
    }

    /// Whether a text may stand in a host's name: regions come from servers too.
    static func isRegion(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(isHostByte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
