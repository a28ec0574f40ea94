import Foundation

/// Names of hosts in the form in which they are requested and compared: in ASCII and lower case,
/// international ones in IDNA (`xn--…`, RFC 5891, UTS 46).
package enum HostName {
    /// `host` or `host:port` as people write it, in the form that addresses have. Text that is no
    /// host name stays as it is.
    package static func normal(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // Nearly every name is in that form already; `s3://…` is no host name.
        guard bytes.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "%") }),
            let (host, port) = split(bytes[...]), let name = ascii(host)
        else { return text }
        return name + (port.map { ":\($0)" } ?? "")
    }

    /// Splits `host`, `host:port` or `[IPv6]:port`; nil if the port is invalid.
    static func split(_ place: ArraySlice<UInt8>) -> (host: ArraySlice<UInt8>, port: Int?)? {
        let end: Int
        if place.first == UInt8(ascii: "[") {
            guard let bracket = place.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            end = bracket + 1
        } else {
            end = place.firstIndex(of: UInt8(ascii: ":")) ?? place.endIndex
        }
        let rest = place[end...]
        if rest.isEmpty { return (place, nil) }
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let digits = rest.dropFirst()
        if digits.isEmpty { return (place[..<end], nil) }
        guard digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), port < 65_536
        else { return nil }
        return (place[..<end], port)
    }

    /// The name that is requested; nil for an invalid one.
    static func ascii(_ host: ArraySlice<UInt8>) -> String? {
        if host.first == UInt8(ascii: "[") { return bracketed(host) }
        let decoded = percentDecoded(Array(host))
        guard let name = String(validating: decoded, as: UTF8.self) else { return nil }
        let plain = decoded.allSatisfy { $0 < 0x80 } ? name.lowercased() : international(name)
        guard let plain, !plain.isEmpty, plain != ".", plain != "..",
            plain.utf8.allSatisfy(isNameByte)
        else { return nil }
        return plain
    }

    /// Foundation asks ICU. It does so only for names that are not ASCII yet.
    private static func international(_ name: String) -> String? {
        guard !name.contains(where: { "/?#@:[]\\".contains($0) }) else { return nil }
        return URLComponents(string: "http://\(name)/")?.encodedHost?.lowercased()
    }

    private static func bracketed(_ host: ArraySlice<UInt8>) -> String? {
        let inner = host.dropFirst().dropLast()
        let address = inner.prefix { $0 != UInt8(ascii: "%") }
        guard host.last == UInt8(ascii: "]"), address.contains(UInt8(ascii: ":")),
            address.allSatisfy({ hexDigit($0) != nil || $0 == 0x3A || $0 == 0x2E }),
            // An interface (RFC 6874).
            inner.dropFirst(address.count).allSatisfy({ $0 == 0x25 || isNameByte($0) })
        else { return nil }
        return String(decoding: host, as: UTF8.self).lowercased()
    }

    /// What a registered name may hold but for percent signs (RFC 3986, 3.2.2).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
