import Cryptography
import Foundation

/// AWS Signature Version 4 in a header ("Authenticating Requests: Using the Authorization
/// Header", Amazon S3 API Reference), which Google's XML API takes too.
///
/// Not libcurl's: that one signs every header, in 7.88 `accept-encoding` before `accept`, which is
/// the wrong order, and Google's front end changes `Accept-Encoding` before the signature is
/// checked. Here only the host and headers that begin with `x-amz-` are signed.
struct BucketSignature {
    let keys: BucketAccess.Keys
    let region: String
    var now = Date()

    /// Signs `request` as it is now.
    /// - Precondition: its path and query are encoded as `percentEncoded` does, and the query is
    ///   in the order of its names.
    func sign(_ request: inout HTTPRequest) throws(RetrievalError) {
        let time = timestamp
        // These requests have no body, so its hash would add nothing.
        request.headers.append(("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
        request.headers.append(("x-amz-date", time))
        if let token = keys.sessionToken {
            request.headers.append(("x-amz-security-token", token))
        }
        var signed = request.headers.map { ($0.name.lowercased(), $0.value) }
            .filter { $0.0.hasPrefix("x-amz-") }
        signed.append(("host", try HTTPPlace(request.url).authority))
        signed.sort { $0.0 < $1.0 }
        let names = signed.map(\.0).joined(separator: ";")
        let target = BucketSignature.target(request.url)
        let canonical = [
            request.method == .head ? "HEAD" : "GET", target.path, target.query,
            signed.map { "\($0.0):\($0.1)\n" }.joined(), names, "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")

        let scope = [String(time.prefix(8)), region, "s3", "aws4_request"]
        let text = [
            "AWS4-HMAC-SHA256", time, scope.joined(separator: "/"),
            hexadecimal(SHA256.hash(canonical.utf8)),
        ].joined(separator: "\n")
        let key = scope.reduce(Array("AWS4\(keys.secret)".utf8)) { code($1, key: $0) }
        let signature = hexadecimal(code(text, key: key))
        let fields = [
            "Credential=" + ([keys.access] + scope).joined(separator: "/"),
            "SignedHeaders=" + names, "Signature=" + signature,
        ]
        request.headers.append(
            ("Authorization", "AWS4-HMAC-SHA256 " + fields.joined(separator: ", ")))
    }

    /// `20130524T000000Z`
    private var timestamp: String {
        let text: String = now.formatted(.iso8601)
        return text.filter { !"-:".contains($0) }
    }

    private static func target(_ url: String) -> (path: String, query: String) {
        let rest = url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
        let path = rest.prefix { $0 != "?" }
        return (path.isEmpty ? "/" : String(path), String(rest.dropFirst(path.count + 1)))
    }

    private func code(_ text: String, key: [UInt8]) -> [UInt8] {
        authenticationCode(of: Array(text.utf8), key: key)
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
