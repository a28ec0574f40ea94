/// What a `Range` header asks for.
enum ByteRange: Equatable {
    /// Nothing that is understood: several ranges, other units. The whole is always right.
    case whole
    case part(Range<UInt64>)
    case unsatisfiable

    static func parse(_ header: String, size: UInt64) -> ByteRange {
        guard header.hasPrefix("bytes=") else { return .whole }
        let spec = header.dropFirst(6)
        let parts = spec.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !spec.contains(","), parts.allSatisfy({ isNumber($0) }) else {
            return .whole
        }
        switch (parts[0].isEmpty, parts[1].isEmpty) {
        case (true, true): return .whole
        case (true, false):
            let count = number(parts[1])
            if count == 0 || size == 0 { return .unsatisfiable }
            return .part(size - min(count, size)..<size)
        case (false, let isOpen):
            let start = number(parts[0])
            let last = isOpen ? UInt64.max : number(parts[1])
            if last < start { return .whole }
            if start >= size { return .unsatisfiable }
            return .part(start..<min(last, size - 1) + 1)
        }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    /// The largest there is for what is larger.
    private static func number(_ text: Substring) -> UInt64 {
        text.isEmpty ? 0 : UInt64(text) ?? .max
    }
}
