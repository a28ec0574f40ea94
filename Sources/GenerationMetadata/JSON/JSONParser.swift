/// Reads JSON (RFC 8259) as generators write it. Beyond the standard it reads NaN, Infinity and
/// -Infinity as null, control characters inside strings, lone surrogates (as U+FFFD), a byte order
/// mark, and NULs behind the end. Depth and the number of values are bounded.
struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var valuesLeft: Int
    private let limits: MetadataLimits

    private init(_ bytes: [UInt8], limits: MetadataLimits) {
        self.bytes = bytes
        self.limits = limits
        valuesLeft = limits.jsonValues
    }

    static func parse(_ text: String, limits: MetadataLimits) throws(JSONFailure) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    /// `bytes` are valid UTF-8.
    static func parse(_ bytes: [UInt8], limits: MetadataLimits) throws(JSONFailure) -> JSONValue {
        var parser = JSONParser(bytes, limits: limits)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        while parser.position < bytes.count, bytes[parser.position] == 0 { parser.position += 1 }
        parser.skipSpace()
        guard parser.position == bytes.count else {
            throw .unexpected(offset: parser.position)
        }
        return value
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func failure() -> JSONFailure {
        position < bytes.count ? .unexpected(offset: position) : .ended
    }

    private mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
        guard depth < limits.jsonDepth else { throw .tooDeep(limit: limits.jsonDepth) }
        guard valuesLeft > 0 else { throw .tooManyValues(limit: limits.jsonValues) }
        valuesLeft -= 1
        skipSpace()
        guard position < bytes.count else { throw .ended }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try object(depth))
        case UInt8(ascii: "["): return .array(try array(depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if accept("-Infinity") { return .null }
            return .number(try number())
        default:
            if accept("null") || accept("NaN") || accept("Infinity") { return .null }
            if accept("true") { return .bool(true) }
            if accept("false") { return .bool(false) }
            throw failure()
        }
    }

    private mutating func accept(_ word: StaticString) -> Bool {
        guard bytes[position...].starts(with: word) else { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    private mutating func object(_ depth: Int) throws(JSONFailure) -> JSONObject {
        position += 1
        var members: [JSONObject.Member] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            return JSONObject([])
        }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw failure()
            }
            let key = try string()
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                throw failure()
            }
            position += 1
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
            if try !continues(until: UInt8(ascii: "}")) { return JSONObject(members) }
        }
    }

    private mutating func array(_ depth: Int) throws(JSONFailure) -> [JSONValue] {
        position += 1
        var values: [JSONValue] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            return []
        }
        while true {
            values.append(try value(depth: depth + 1))
            if try !continues(until: UInt8(ascii: "]")) { return values }
        }
    }

    /// Reads a comma, or the bracket that ends a list.
    private mutating func continues(until close: UInt8) throws(JSONFailure) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw .ended }
        let byte = bytes[position]
        guard byte == close || byte == UInt8(ascii: ",") else { throw failure() }
        position += 1
        return byte != close
    }

    private mutating func number() throws(JSONFailure) -> String {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
            default:
                return try finishNumber(from: start)
            }
        }
        return try finishNumber(from: start)
    }

    private func finishNumber(from start: Int) throws(JSONFailure) -> String {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        // Thousands of digits are a number to the grammar, and to nobody else.
        guard text.utf8.count <= 400, Double(text) != nil else {
            throw .unexpected(offset: start)
        }
        return text
    }

    private mutating func string() throws(JSONFailure) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
            case UInt8(ascii: "\\"):
                return try escapedString(Array(bytes[start..<position]))
            default: position += 1
            }
        }
        throw .ended
    }

    private mutating func escapedString(_ start: [UInt8]) throws(JSONFailure) -> String {
        var text = start
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw .ended
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONFailure) {
        guard position < bytes.count else { throw .ended }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        default:
            position -= 1
            throw failure()
        }
    }

    private mutating func escapedScalar() throws(JSONFailure) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let back = position
        position += 2
        let second = try fourDigits()
        if second & 0xFC00 == 0xDC00 {
            let code = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
            return Unicode.Scalar(code) ?? "\u{FFFD}"
        }
        position = back  // two high surrogates: the second is read for itself
        return "\u{FFFD}"
    }

    private mutating func fourDigits() throws(JSONFailure) -> UInt16 {
        guard position + 4 <= bytes.count else { throw .ended }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = hexDigit(bytes[position]) else { throw failure() }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
