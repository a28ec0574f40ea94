import Cryptography
import Foundation

/// Which parts of an address are credentials, and when they expire.
enum Redaction {
    /// Query parameters that sign or authorize, in lower case. Those of a signature's time are
    /// among them: with them an address that is signed anew would look like another source.
    private static let secrets: Set<String> = [
        // AWS Signature Version 4 and 2, Google Cloud Storage
        "x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-amz-date",
        "x-amz-expires", "x-amz-algorithm", "x-amz-signedheaders", "awsaccesskeyid", "signature",
        "x-goog-signature", "x-goog-credential", "x-goog-date", "x-goog-expires",
        "x-goog-algorithm", "x-goog-signedheaders", "googleaccessid", "sig",
        // Alibaba, Tencent, Akamai
        "ossaccesskeyid", "security-token", "q-signature", "q-ak", "q-sign-time", "q-key-time",
        "hdnea", "hdnts", "__token__",
        // What services call their keys
        "token", "access_token", "accesstoken", "auth_token", "authorization", "apikey",
        "api_key", "api-key", "secret", "client_secret", "password", "passwd", "pwd", "jwt",
        "sas", "credential", "credentials", "hmac",
    ]

    /// Parts of a signature, but only beside it: the short names of Azure's SAS, and those of
    /// CloudFront and of Version 2.
    private static let besideSig: Set<String> = [
        "se", "st", "sp", "sv", "sr", "skoid", "sktid", "skt", "ske", "sks", "skv",
    ]
    private static let besideSignature: Set<String> = ["expires", "policy", "key-pair-id"]

    /// These may be secrets, and may also say which picture is meant: a mark of the value is kept,
    /// so that different ones stay different.
    private static let ambiguous: Set<String> = [
        "key", "auth", "session", "sessionid", "session_id",
    ]

    static let placeholder = "REDACTED"

    /// The query with the values of such parameters replaced.
    static func query(_ query: String) -> String {
        let pairs = query.split(separator: "&", omittingEmptySubsequences: false)
        let names = Set(pairs.map { plainName($0.prefix { $0 != "=" }) })
        return pairs.map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = plainName(pair[..<equals])
            if isSecret(name, beside: names) { return "\(pair[...equals])\(placeholder)" }
            guard ambiguous.contains(name) else { return String(pair) }
            let mark = mark(of: String(pair[equals...])).prefix(8)
            return "\(pair[...equals])\(placeholder)-\(mark)"
        }.joined(separator: "&")
    }

    /// The query without its signature: the rest says which picture is meant.
    static func unsigned(_ query: String) -> String {
        let pairs = query.split(separator: "&", omittingEmptySubsequences: false)
        let names = Set(pairs.map { plainName($0.prefix { $0 != "=" }) })
        let isSigned = !names.isDisjoint(with: ["x-amz-signature", "x-goog-signature"])
        return pairs.filter { pair in
            let name = plainName(pair.prefix { $0 != "=" })
            if isSecret(name, beside: names) { return false }
            // What else AWS's and Google's libraries sign along: headers, and the name of the call.
            let isPart = ["x-amz-", "x-goog-", "response-"].contains { name.hasPrefix($0) }
            return !(isSigned && (isPart || name == "x-id"))
        }.joined(separator: "&")
    }

    static func isRedacted(_ text: String) -> Bool {
        let query = text.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }
        return query.split(separator: "&").contains { pair in
            let value = pair.drop { $0 != "=" }.dropFirst()
            return value == placeholder || value.hasPrefix(placeholder + "-")
        }
    }

    /// For text that is no valid address: everything that could be a credential is removed.
    static func rough(_ text: String) -> String {
        guard let scheme = text.range(of: "://") else { return text }
        let rest = text[scheme.upperBound...].prefix { $0 != "?" }
        let shown = rest.lastIndex(of: "@").map { "…" + rest[$0...] } ?? String(rest)
        return String(text[..<scheme.upperBound]) + shown
    }

    private static func plainName(_ name: Substring) -> String {
        WebAddress.decoded(name).lowercased()
    }

    private static func isSecret(_ name: String, beside names: Set<String>) -> Bool {
        secrets.contains(name) || name.hasSuffix("signature") || name.hasSuffix("token")
            || names.contains("sig") && besideSig.contains(name)
            || names.contains("signature") && besideSignature.contains(name)
    }

    /// When the signature of an address expires, UTC milliseconds; nil if it does not say.
    static func expiry(of fields: [(name: String, value: String)]) -> Int64? {
        var values: [String: String] = [:]
        for field in fields { values[field.name.lowercased()] = field.value }
        for family in ["x-amz", "x-goog"] {
            if let begin = values["\(family)-date"].flatMap(compactDate),
                let seconds = values["\(family)-expires"].flatMap(Int64.init),
                (0...315_360_000).contains(seconds)
            {
                return begin + seconds * 1000
            }
        }
        // CloudFront and Signature Version 2: seconds since 1970. Azure: a date.
        if let seconds = values["expires"].flatMap(Int64.init), values["signature"] != nil,
            (0...32_503_680_000).contains(seconds)
        {
            return seconds * 1000
        }
        if let end = values["se"], values["sig"] != nil,
            let date = try? Date(end, strategy: .iso8601)
        {
            return Int64(date.timeIntervalSince1970 * 1000)
        }
        return nil
    }

    /// `20261121T103000Z`
    private static func compactDate(_ text: String) -> Int64? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 14, text.count == 16 else { return nil }
        func part(_ start: Int, _ count: Int) -> Substring { digits.dropFirst(start).prefix(count) }
        let spelled =
            "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):\(part(12, 2))Z"
        guard let date = try? Date(spelled, strategy: .iso8601) else { return nil }
        return Int64(date.timeIntervalSince1970 * 1000)
    }

    /// 16 hexadecimal digits of a text's SHA-256.
    static func mark(of text: String) -> String { mark(of: Array(text.utf8)) }

    static func mark(of bytes: [UInt8]) -> String {
        SHA256.hash(bytes).prefix(8)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
