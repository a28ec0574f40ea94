/// Reads CBOR (RFC 8949) as C2PA uses it, into JSON values: bytes become null, tags are passed
/// over, keys that are no texts are left out.
struct CBORParser {
    private let bytes: ArraySlice<UInt8>
    private var position = 0
    private var valuesLeft: Int
    private let depthLimit: Int

    private enum Head {
        case value(major: UInt8, argument: UInt64)
        case indefinite(major: UInt8)
        case end
    }

    /// Nil when the bytes are none, or go beyond the limits.
    /// `valuesLeft` is what all of a file may still have.
    static func parse(
        _ bytes: ArraySlice<UInt8>, limits: MetadataLimits, valuesLeft: inout Int
    ) -> JSONValue? {
        var parser = CBORParser(bytes, limits, valuesLeft)
        defer { valuesLeft = parser.valuesLeft }
        return parser.value(depth: 0)
    }

    private init(_ bytes: ArraySlice<UInt8>, _ limits: MetadataLimits, _ valuesLeft: Int) {
        self.bytes = bytes
        self.valuesLeft = valuesLeft
        depthLimit = limits.jsonDepth
    }

    private mutating func head() -> Head? {
        guard let first = bytes.part(position).first else { return nil }
        position += 1
        let major = first >> 5
        switch first & 31 {
        case let small where small < 24: return .value(major: major, argument: UInt64(small))
        case let size where size < 28:
            let count = 1 << Int(size - 24)
            guard let argument = bytes.integer(position, count, bigEndian: true) else { return nil }
            // Floats are read from the bytes themselves.
            if major != 7 || count == 1 { position += count }
            return .value(major: major, argument: major == 7 && count > 1 ? UInt64(size) : argument)
        case 31: return first == 0xFF ? .end : .indefinite(major: major)
        default: return nil
        }
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < depthLimit, valuesLeft > 0 else { return nil }
        valuesLeft -= 1
        switch head() {
        case .value(let major, let argument): return value(major, argument, depth)
        case .indefinite(let major): return indefinite(major, depth)
        case .end, nil: return nil
        }
    }

    private mutating func value(_ major: UInt8, _ argument: UInt64, _ depth: Int) -> JSONValue? {
        switch major {
        case 0: return .number(String(argument))
        case 1: return .number(argument == .max ? "-18446744073709551616" : "-\(argument + 1)")
        case 2: return readBytes(argument) == nil ? nil : .null
        case 3: return readBytes(argument).map { .string(String(decoding: $0, as: UTF8.self)) }
        case 4: return list(count: argument, depth)
        case 5: return map(count: argument, depth)
        case 6: return value(depth: depth + 1)
        default: return simple(argument)
        }
    }

    private mutating func readBytes(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= UInt64(bytes.count - position) else { return nil }
        defer { position += Int(count) }
        return bytes.part(position, Int(count))
    }

    private mutating func simple(_ argument: UInt64) -> JSONValue? {
        switch argument {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 25, 26, 27:
            let size = 1 << Int(argument - 24)
            guard let pattern = bytes.integer(position, size, bigEndian: true) else { return nil }
            position += size
            let number =
                switch size {
                case 2: Double(Float16(bitPattern: UInt16(pattern)))
                case 4: Double(Float(bitPattern: UInt32(pattern)))
                default: Double(bitPattern: pattern)
                }
            return number.isFinite ? .number("\(number)") : .null
        default: return .null
        }
    }

    private mutating func list(count: UInt64, _ depth: Int) -> JSONValue? {
        guard count <= UInt64(bytes.count - position) else { return nil }
        var values: [JSONValue] = []
        for _ in 0..<count {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    private mutating func map(count: UInt64, _ depth: Int) -> JSONValue? {
        guard count <= UInt64(bytes.count - position) else { return nil }
        var members: [JSONObject.Member] = []
        for _ in 0..<count {
            guard let key = value(depth: depth + 1), let value = value(depth: depth + 1) else {
                return nil
            }
            if case .string(let key) = key { members.append(.init(key: key, value: value)) }
        }
        return .object(JSONObject(members))
    }

    private var isAtBreak: Bool { bytes.part(position).first == 0xFF }

    private mutating func indefinite(_ major: UInt8, _ depth: Int) -> JSONValue? {
        var values: [JSONValue] = []
        while !isAtBreak {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        }
        position += 1
        switch major {
        case 2: return .null
        case 3: return .string(values.compactMap(\.string).joined())
        case 4: return .array(values)
        case 5:
            var members: [JSONObject.Member] = []
            for index in stride(from: 0, to: values.count - 1, by: 2) {
                if case .string(let key) = values[index] {
                    members.append(.init(key: key, value: values[index + 1]))
                }
            }
            return .object(JSONObject(members))
        default: return nil
        }
    }
}
