/// Where a route is: `/api/v1/albums/{id}`; `{path...}` takes all that is left.
struct PathPattern: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case literal(String)
        case field(String)
        case rest(String)
    }

    /// As it is declared and as OpenAPI and metrics show it.
    let text: String
    let parts: [Part]

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "/").map { part in
            guard part.first == "{", part.last == "}" else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .field(String(name))
        }
    }

    var names: [String] {
        parts.compactMap { part in
            switch part {
            case .literal: nil
            case .field(let name), .rest(let name): name
            }
        }
    }
}

/// A path as it was asked for, in parts that are not decoded yet.
struct RequestPath: Sendable {
    /// Nil for what is no path of this server: one that does not begin with a slash.
    init?(_ target: Substring) {
        guard target.utf8.first == UInt8(ascii: "/") else { return nil }
        let rest = target.dropFirst()
        parts = rest.isEmpty ? [] : rest.split(separator: "/", omittingEmptySubsequences: false)
    }

    let parts: [Substring]
}

/// The bytes of a part, with `%2F` and the like undone; nil where that is malformed.
func percentDecoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    bytes.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            guard rest.count >= 2, let high = hexDigit(rest.removeFirst()),
                let low = hexDigit(rest.removeFirst())
            else { return nil }
            bytes.append(high << 4 | low)
        case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
        default: bytes.append(byte)
        }
    }
    return bytes
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
