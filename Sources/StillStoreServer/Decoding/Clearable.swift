/// A field of a change: absent, it stays as it is; `null` takes the value away.
enum Clearable<Value: Decodable & Sendable>: Decodable, Sendable {
    case absent
    case null
    case value(Value)

    init(from decoder: any Decoder) throws {
        self = .value(try Value(from: decoder))
    }

    func replace(_ field: inout Value?) {
        switch self {
        case .absent: break
        case .null: field = nil
        case .value(let value): field = value
        }
    }
}

extension KeyedDecodingContainer {
    /// Chosen by the compiler for properties of this type, which may be left out.
    func decode<Value>(_ type: Clearable<Value>.Type, forKey key: Key) throws -> Clearable<Value> {
        guard contains(key) else { return .absent }
        if try decodeNil(forKey: key) { return .null }
        return .value(try decode(Value.self, forKey: key))
    }
}

/// One that was given replaces a value; one that was left out does not.
extension Optional {
    func replace(_ field: inout Wrapped) {
        if let self { field = self }
    }

    func replace(_ field: inout Wrapped?) {
        if let self { field = self }
    }
}
