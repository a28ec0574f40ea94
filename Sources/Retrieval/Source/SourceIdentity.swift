extension SourceURI {
    /// The same for all spellings of one address, as RFC 3986, 6.2.2 and 6.2.3, hold them the
    /// same: case of scheme and host, the default port, escapes that need not be, `.` and `..`,
    /// an empty query. Both forms of ComfyUI's addresses are one as well.
    ///
    /// Used for comparison, and never requested: some servers distinguish such spellings.
    package var identity: String { SourceIdentity.of(text, kind) }
}

private enum SourceIdentity {
    static func of(_ text: String, _ kind: SourceURI.Kind) -> String {
        switch kind {
        case .s3, .gs, .data: return text
        case .file:
            return "file://" + plain(Array(text.utf8.dropFirst(7)), allowing: pathBytes)
        case .web, .invokeai, .comfyui: break
        }
        let bytes = Array(text.utf8)
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? 0
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        let rest = bytes[min(colon + 3, bytes.count)...]
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        let behind = rest.dropFirst(authority.count).prefix { $0 != UInt8(ascii: "#") }
        let path = behind.prefix { $0 != UInt8(ascii: "?") }
        let query = Array(behind.dropFirst(path.count + 1))
        let place = scheme + "://" + host(Array(authority), isSecure: scheme.hasSuffix("https"))
        let plainPath = withoutDots(plain(Array(path), allowing: pathBytes))
        switch kind {
        case .invokeai: return place + plainPath
        case .comfyui:
            return place + comfyUIBase(plainPath) + "/?" + ComfyUIFile(address: text).query
        default:
            return place + plainPath
                + (query.isEmpty ? "" : "?" + plain(query, allowing: queryBytes))
        }
    }

    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    /// What may stand in a path as it is: RFC 3986, 3.3.
    private static let pathBytes = unreserved.union("!$&'()*+,;=:@/".utf8)
    private static let queryBytes = pathBytes.union("?".utf8)

    /// Escapes in capitals, and only where they must be.
    private static func plain(_ bytes: [UInt8], allowing allowed: Set<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        func escape(_ byte: UInt8) {
            result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = hexDigit(bytes[index + 1]), let low = hexDigit(bytes[index + 2])
            {
                let meant = high << 4 | low
                if unreserved.contains(meant) { result.append(meant) } else { escape(meant) }
                index += 3
                continue
            }
            if allowed.contains(byte) { result.append(byte) } else { escape(byte) }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// RFC 3986, 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        var parts: [Substring] = []
        let all = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, part) in all.enumerated() {
            let isLast = index == all.count - 1
            switch part {
            case ".": if isLast { parts.append("") }
            case "..":
                _ = parts.popLast()
                if isLast { parts.append("") }
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func host(_ authority: [UInt8], isSecure: Bool) -> String {
        let at = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
        let text = String(decoding: authority[at...], as: UTF8.self).lowercased()
        var name = text[...]
        var port = ""
        // The colons of an IPv6 address stand in brackets.
        if let colon = text.lastIndex(of: ":"), text[colon...].firstIndex(of: "]") == nil {
            name = text[..<colon]
            port = String(text[text.index(after: colon)...])
        }
        while name.count > 1, name.hasSuffix(".") { name.removeLast() }
        let number = Int(port) ?? (isSecure ? 443 : 80)
        return name + (number == (isSecure ? 443 : 80) ? "" : ":\(number)")
    }

    /// What the server lies below: an address may name its API or its own call for files.
    private static func comfyUIBase(_ path: String) -> String {
        var base = path[...]
        if let slash = base.lastIndex(of: "/") { base = base[..<slash] }
        while base.hasSuffix("/") { base.removeLast() }
        if base == "/api" || base.hasSuffix("/api") { base = base.dropLast(4) }
        return String(base)
    }
}
