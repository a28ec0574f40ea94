import Foundation

/// Where bytes can be fetched from.
///
/// `text` is what may be stored and shown: userinfo is left out, and the values of parameters that
/// sign or authorize are replaced. It also identifies the source: an address that is signed anew is
/// the same source.
package struct SourceURI: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case web, file, data, s3, gs, invokeai, comfyui
    }

    package let kind: Kind
    package let text: String
    /// The address that is requested. The same as `text` if nothing in it is secret.
    package let whole: String
    /// `host` or `host:port`, which has the limits and the circuit breaker; `local` for files and
    /// data.
    package let host: String
    /// When its signature runs out, UTC milliseconds.
    package let expiresAt: Int64?

    package var holdsSecrets: Bool { whole != text }

    /// `host:port`, of web addresses and generators.
    package var authority: String {
        let isSecure = text.prefix { $0 != ":" }.hasSuffix("https")
        let hasPort = host.last != "]" && host.contains(":") && !host.hasSuffix("]")
        return hasPort ? host : host + (isSecure ? ":443" : ":80")
    }

    /// Whether credentials were replaced in a stored text: it cannot be fetched as it is.
    package static func isRedacted(_ text: String) -> Bool {
        text.hasPrefix("data:") ? text.contains("…") : Redaction.isRedacted(text)
    }

    /// Any text that is, or contains, an address, in the form that may be shown and stored.
    package static func shown(_ text: String) -> String {
        if let source = try? SourceURI(text) { return source.text }
        return Redaction.rough(text)
    }

    // By bytes: two keys of a bucket may be spellings of one name.
    package static func == (one: SourceURI, other: SourceURI) -> Bool {
        one.kind == other.kind && one.whole.utf8.elementsEqual(other.whole.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in whole.utf8 { hasher.combine(byte) }
    }

    /// An address as text. A byte that is not UTF-8 is percent-encoded, which servers and files take
    /// for the same.
    /// - Throws: `unsupported` for an object of a bucket, whose keys are UTF-8 and stand as they are.
    package static func text(_ bytes: [UInt8]) throws(RetrievalError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let isOfBucket = ["s3:", "gs:"].contains { scheme in
            zip(bytes, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
        }
        if isOfBucket {
            throw RetrievalError(.unsupported, "the key of an object is UTF-8, and this is not")
        }
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let valid = (1...4).first { length in
                String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.count == 1
            }
            if let valid {
                text += String(decoding: rest.prefix(valid), as: UTF8.self)
            } else {
                text += percentEncoded(rest.first!)
            }
            rest = rest.dropFirst(valid ?? 1)
        }
        return text
    }

    /// Bytes of an address, `data:` apart.
    private static let lengthLimit = 16 << 10

    /// - Throws: `RetrievalError` of kind `unsupported`, saying what is wrong with it.
    package init(_ given: String) throws(RetrievalError) {
        // Blanks at the end of a bucket's key are part of it.
        let begun = given[...].trimmingStart { $0.isWhitespace }
        let isKey = ["s3://", "gs://"].contains(begun.prefix(5).lowercased())
        let given = String(isKey ? begun : begun.trimming { $0.isWhitespace })
        guard let colon = given.firstIndex(of: ":") else {
            throw RetrievalError(
                .unsupported, "it is no address: it should begin with https://, s3:// or the like")
        }
        let scheme = given[..<colon].lowercased()
        // Only data: addresses hold a picture; servers refuse others of this length.
        guard scheme == "data" || given.utf8.count <= SourceURI.lengthLimit else {
            throw RetrievalError(
                .unsupported,
                "the address has \(given.utf8.count) bytes, the limit is \(SourceURI.lengthLimit)")
        }
        switch scheme {
        case "http", "https": self = try SourceURI(web: given, .web)
        case "invokeai+http", "invokeai+https": self = try SourceURI(web: given, .invokeai)
        case "comfyui+http", "comfyui+https": self = try SourceURI(web: given, .comfyui)
        case "s3": self = try SourceURI(bucket: given, .s3)
        case "gs": self = try SourceURI(bucket: given, .gs)
        case "data": self = SourceURI(data: given)
        case "file": self = try SourceURI(file: given)
        default:
            throw RetrievalError(
                .unsupported,
                "\(scheme): is not supported; it may be http, https, file, data, s3, gs, invokeai+http(s) or comfyui+http(s)"
            )
        }
    }

    private init(_ kind: Kind, text: String, whole: String, host: String, expiresAt: Int64? = nil) {
        self.kind = kind
        self.text = text
        self.whole = whole
        self.host = host
        self.expiresAt = expiresAt
    }

    private init(web given: String, _ kind: Kind) throws(RetrievalError) {
        guard var address = WebAddress(given) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        let whole = address.text
        let expiresAt = Redaction.expiry(of: address.fields)
        (address.user, address.password) = (nil, nil)
        address.query = address.query.map(Redaction.query)
        self.init(
            kind, text: address.text, whole: whole,
            host: address.host + (address.port.map { ":\($0)" } ?? ""), expiresAt: expiresAt)
    }

    /// An object that a listing named: its key may begin or end with a space.
    init(_ kind: Kind, bucket: String, key: String) throws(RetrievalError) {
        self = try SourceURI(bucket: "\(kind.rawValue)://\(bucket)/\(key)", kind)
    }

    /// `s3://bucket/key`. The key stands as it is, not percent-encoded, as for other tools.
    private init(bucket given: String, _ kind: Kind) throws(RetrievalError) {
        let (bucket, _) = SourceURI.bucketAndKey(given)
        guard given.utf8.dropFirst(2).starts(with: "://".utf8),
            !["", ".", ".."].contains(bucket), !bucket.utf8.contains(0)
        else {
            throw RetrievalError(.unsupported, "it names no bucket: \(kind.rawValue)://BUCKET/KEY")
        }
        self.init(
            kind, text: "\(kind.rawValue)://" + given.dropFirst(kind.rawValue.count + 3),
            whole: "\(kind.rawValue)://" + given.dropFirst(kind.rawValue.count + 3),
            host: "\(kind.rawValue)://\(bucket)")
    }

    /// A short name for the bytes that the address itself contains.
    private init(data given: String) {
        let mark = Redaction.mark(of: given)
        let head = given.prefix { $0 != "," }.prefix(64)
        self.init(
            .data, text: given.utf8.count <= 96 ? given : "\(head),…\(mark)", whole: given,
            host: "local")
    }

    private init(file given: String) throws(RetrievalError) {
        let rest = given.utf8.dropFirst("file:".utf8.count).prefix { !"?#".utf8.contains($0) }
        // file:///path, file://localhost/path, file:/path (RFC 8089)
        let slash = UInt8(ascii: "/")
        let start = rest.starts(with: "//".utf8) ? rest.dropFirst(2) : rest
        let authority =
            rest.startIndex == start.startIndex ? start.prefix(0) : start.prefix { $0 != slash }
        let host = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            .last
        guard ["", "localhost"].contains(host.map { String(Substring($0)).lowercased() } ?? ""),
            start.dropFirst(authority.count).first == slash,
            !rest.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw RetrievalError(.unsupported, "it is not like file:///directory/picture.png") }
        let text = "file://" + WebAddress.encoded(path: start.dropFirst(authority.count))
        self.init(.file, text: text, whole: text, host: "local")
    }

    static func bucketAndKey(_ text: String) -> (bucket: String, key: String) {
        // By bytes: a combining mark behind the slash would hide it as a character.
        let rest = text.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
            return (String(Substring(rest)), "")
        }
        return (
            String(Substring(rest[..<slash])),
            String(Substring(rest[rest.index(after: slash)...]))
        )
    }

    /// The bucket and key of an `s3://` or `gs://` source.
    package var bucketAndKey: (bucket: String, key: String) { SourceURI.bucketAndKey(text) }
}
