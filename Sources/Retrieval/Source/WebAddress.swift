/// An address with a host, taken apart (RFC 3986, 3), in ASCII.
///
/// Characters that an address must not contain are percent-encoded, and what is encoded already
/// stays as it is: nothing is encoded twice (RFC 3986, 2.4). It is read as bytes, because servers
/// send addresses in other encodings than UTF-8.
struct WebAddress: Equatable, Sendable {
    /// In lower case.
    var scheme: String
    var user: String?, password: String?
    /// In the form in which it is requested: see `HostName`. IPv6 is in brackets.
    var host: String
    /// Nil for the usual one of the scheme.
    var port: Int?
    /// Begins with a slash.
    var path: String
    var query: String?

    init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    /// Nil if it is no such address, or contains control characters.
    init?(bytes: [UInt8]) {
        guard let parts = Reference(bytes), let scheme = parts.scheme,
            let authority = parts.authority
        else { return nil }
        self.init(scheme: scheme, authority: authority, path: parts.path, query: parts.query)
    }

    private init?(
        scheme: String, authority: ArraySlice<UInt8>, path: ArraySlice<UInt8>,
        query: ArraySlice<UInt8>?
    ) {
        self.scheme = scheme
        // The last one: a password may hold others.
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        if let at {
            let info = authority[..<at]
            let colon = info.firstIndex(of: UInt8(ascii: ":"))
            user = Self.encoded(info[..<(colon ?? at)], Self.plain)
            password = colon.map { Self.encoded(info[($0 + 1)...], Self.passwordBytes) }
        }
        let place = authority[(at.map { $0 + 1 } ?? authority.startIndex)...]
        guard let (host, port) = HostName.split(place), let name = HostName.ascii(host) else {
            return nil
        }
        self.host = name
        self.port = port == (scheme.hasSuffix("https") ? 443 : 80) ? nil : port
        self.path = path.isEmpty ? "/" : Self.encoded(path, Self.pathBytes)
        self.query = query.map { Self.encoded($0, Self.queryBytes) }
    }

    /// The target of a reference that is found at this address (RFC 3986, 5.2), such as the value
    /// of `Location`.
    func resolving(_ bytes: [UInt8]) -> WebAddress? {
        guard !bytes.isEmpty, let parts = Reference(bytes) else { return nil }
        if parts.scheme != nil { return WebAddress(bytes: bytes) }
        if let authority = parts.authority {
            return WebAddress(
                scheme: scheme, authority: authority, path: parts.path, query: parts.query)
        }
        var target = self
        target.query = parts.query.map { Self.encoded($0, Self.queryBytes) }
        if parts.path.isEmpty {
            if parts.query == nil { target.query = query }
            return target
        }
        let given = Self.encoded(parts.path, Self.pathBytes)
        let directory = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        target.path = Self.withoutDots(given.hasPrefix("/") ? given : directory + given)
        return target
    }

    /// RFC 3986, 5.2.4: `.` is left out, `..` takes what stands before it along.
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, part) in parts.enumerated() {
            if part == ".." { _ = kept.popLast() }
            if part != ".", part != ".." {
                kept.append(part)
            } else if index == parts.count - 1 {
                kept.append("")
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// The address, with the name and password where it has them.
    var text: String {
        var text = scheme + "://"
        if let user { text += user + (password.map { ":\($0)" } ?? "") + "@" }
        text += host + (port.map { ":\($0)" } ?? "") + path
        return text + (query.map { "?\($0)" } ?? "")
    }

    var effectivePort: Int { port ?? (scheme.hasSuffix("https") ? 443 : 80) }

    /// The fields of the query, decoded; a plus stays one.
    var fields: [(name: String, value: String)] { Self.fields(query ?? "") }

    static func fields(_ query: String) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return (decoded(name), decoded(pair.dropFirst(name.count + 1)))
        }
    }

    /// Bytes that are no UTF-8 are replaced.
    static func decoded(_ text: some StringProtocol) -> String {
        String(decoding: percentDecoded(Array(text.utf8)), as: UTF8.self)
    }
}

extension WebAddress {
    /// Unreserved characters and sub-delims (RFC 3986, 2.2 and 2.3).
    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=".utf8)
    private static let passwordBytes = plain.union(":".utf8)
    private static let pathBytes = plain.union(":@/".utf8)
    private static let queryBytes = plain.union(":@/?".utf8)

    /// The bytes of a path as they stand in an address.
    static func encoded(path: some Collection<UInt8>) -> String { encoded(path, pathBytes) }

    private static func encoded(_ bytes: some Collection<UInt8>, _ allowed: Set<UInt8>) -> String {
        let bytes = Array(bytes)
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            // A percent sign that begins no escape is meant as one, as in wget.
            let isEscape =
                byte == UInt8(ascii: "%") && index + 2 < bytes.count
                && hexDigit(bytes[index + 1]) != nil && hexDigit(bytes[index + 2]) != nil
            if isEscape || allowed.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// The parts of an address or of what stands for one at another (RFC 3986, appendix B), as they
/// were written; the fragment is left out, because it is not sent.
private struct Reference {
    var scheme: String?
    var authority: ArraySlice<UInt8>?
    var path: ArraySlice<UInt8>
    var query: ArraySlice<UInt8>?

    /// Nil for what holds control characters.
    init?(_ bytes: [UInt8]) {
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        var rest = bytes[...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon]) {
            scheme = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
            rest = rest[(colon + 1)...]
        }
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
        }
        path = rest
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        guard let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
    }
}
