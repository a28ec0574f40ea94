/// Splits the settings of an infotext: `Key: value, Key: "quoted, value", Key: {"json": 1}`.
///
/// The grammar is AUTOMATIC1111's: `\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)`, applied
/// again and again, with values that are JSON kept whole. Written by hand, so that a hostile line
/// costs no more than its length.
struct SettingsScanner {
    struct Pair: Equatable {
        var key: String
        var value: String
    }

    private let scalars: [Unicode.Scalar]
    private let limits: MetadataLimits
    private var position = 0
    /// Values that begin like JSON and are none cost a parse each.
    private var failuresLeft = 16

    static func pairs(in line: String, limits: MetadataLimits) -> [Pair] {
        var scanner = SettingsScanner(line, limits)
        var pairs: [Pair] = []
        while pairs.count < limits.settings, let pair = scanner.next() { pairs.append(pair) }
        return pairs
    }

    private init(_ line: String, _ limits: MetadataLimits) {
        scalars = Array(line.unicodeScalars)
        self.limits = limits
    }

    private mutating func next() -> Pair? {
        while position < scalars.count {
            guard isWord(scalars[position]) else {
                position += 1
                continue
            }
            let start = position
            while position < scalars.count, isKey(scalars[position]) { position += 1 }
            guard position < scalars.count else { return nil }
            guard scalars[position] == ":", position - start >= 2 else {
                position += 1
                continue
            }
            let key = text(start..<position)
            position += 1
            while position < scalars.count, scalars[position].properties.isWhitespace {
                position += 1
            }
            return Pair(key: key.trimmed, value: value())
        }
        return nil
    }

    private mutating func value() -> String {
        guard position < scalars.count else { return "" }
        if scalars[position] == "\"", let value = quoted() { return value }
        if scalars[position] == "{" || scalars[position] == "[", let value = json() {
            return value
        }
        let end = scalars[position...].firstIndex(of: ",") ?? scalars.count
        defer { position = min(end + 1, scalars.count) }
        return text(position..<end).trimmed
    }

    /// A JSON string that ends at a comma or at the end of the line.
    private mutating func quoted() -> String? {
        var end = position + 1
        while end < scalars.count, scalars[end] != "\"" {
            end += scalars[end] == "\\" ? 2 : 1
        }
        guard end < scalars.count, end > position + 1 else { return nil }
        guard end + 1 == scalars.count || scalars[end + 1] == "," else { return nil }
        let raw = text(position..<(end + 1))
        position = min(end + 2, scalars.count)
        guard case .string(let value)? = try? JSONParser.parse(raw, limits: limits) else {
            return raw
        }
        return value
    }

    /// A JSON object or list, as Civitai writes them unquoted between the other settings.
    private mutating func json() -> String? {
        guard failuresLeft > 0, let end = balancedEnd() else { return nil }
        let raw = text(position..<end)
        guard (try? JSONParser.parse(raw, limits: limits)) != nil else {
            failuresLeft -= 1
            return nil
        }
        position = end
        if position < scalars.count, scalars[position] == "," { position += 1 }
        return raw
    }

    private mutating func balancedEnd() -> Int? {
        var depth = 0
        var isQuoted = false
        var index = position
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted {
                if scalar == "\\" { index += 1 } else if scalar == "\"" { isQuoted = false }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "{" || scalar == "[" {
                depth += 1
            } else if scalar == "}" || scalar == "]" {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
            index += 1
        }
        failuresLeft -= 1
        return nil
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// `\w` of Python's regular expressions: letters, digits and the underscore of any script.
    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    private func isKey(_ scalar: Unicode.Scalar) -> Bool {
        isWord(scalar) || scalar == " " || scalar == "-" || scalar == "/"
    }
}
