/// Why bytes are no JSON document.
struct JSONError: Error, Equatable {
    let reason: String
    /// Of the byte, from 0.
    let place: Int
}

/// Reads JSON strictly by RFC 8259. No name twice in one object, no lone surrogates, no NUL, and nothing
/// nested deeper than `depthLimit`.
struct JSONReader {
    static let depthLimit = 64

    private let bytes: [UInt8]
    private var place = 0

    static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.error("something follows the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, place: place) }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func accept(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for index in 0..<count where bytes[place + index] != word.utf8Start[index] { return false }
        place += count
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < Self.depthLimit else {
            throw error("it is nested deeper than \(Self.depthLimit)")
        }
        skipSpace()
        guard let byte = next else { throw error("it ends in the middle of a value") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default:
            if accept("true") { return .bool(true) }
            if accept("false") { return .bool(false) }
            if accept("null") { return .null }
            throw error("no value begins like this")
        }
    }

    private mutating func object(_ depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if accept("}") { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a name is missing") }
            let name = try text()
            guard names.insert(name).inserted else { throw error("\(name) is there twice") }
            skipSpace()
            guard accept(":") else { throw error("a colon is missing") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while accept(",")
        guard accept("}") else { throw error("a comma or a brace is missing") }
        return .object(members)
    }

    private mutating func array(_ depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var values: [JSONValue] = []
        skipSpace()
        if accept("]") { return .array([]) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while accept(",")
        guard accept("]") else { throw error("a comma or a bracket is missing") }
        return .array(values)
    }

    private mutating func digits() -> Int {
        let start = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        return place - start
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = place
        _ = accept("-")
        let startsWithZero = next == UInt8(ascii: "0")
        let count = digits()
        guard count > 0, count == 1 || !startsWithZero else { throw error("this is no number") }
        if accept("."), digits() == 0 { throw error("digits are missing behind the point") }
        if accept("e") || accept("E") {
            if !accept("-") { _ = accept("+") }
            if digits() == 0 { throw error("digits are missing in the exponent") }
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func text() throws(JSONError) -> String {
        place += 1
        var unescaped: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                guard let text = String(validating: unescaped, as: UTF8.self) else {
                    throw error("a text is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                place += 1
                unescaped += Array(String(try escape()).utf8)
            case 0..<0x20: throw error("a control character is not escaped")
            default:
                unescaped.append(byte)
                place += 1
            }
        }
        throw error("a text does not end")
    }

    private mutating func escape() throws(JSONError) -> Character {
        guard let byte = next else { throw error("a text does not end") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), accept("\\u") {
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw error("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code != 0 else { throw error("a text has the character NUL") }
            guard let scalar = Unicode.Scalar(code) else { throw error("half a character") }
            return Character(scalar)
        default: throw error("there is no such escape")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard place + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
            bytes[place] != UInt8(ascii: "+")
        else { throw error("four hexadecimal digits are missing") }
        place += 4
        return code
    }
}
