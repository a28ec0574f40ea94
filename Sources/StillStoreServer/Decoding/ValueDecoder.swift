/// Decodes what a request says, strictly: names that nobody knows are refused, as are numbers that do
/// not fit; errors name the field.
struct ValueDecoder: Decoder {
    let value: JSONValue
    /// Texts stand for numbers and flags too, and lists are separated by commas.
    let isParameter: Bool
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ value: JSONValue, isParameter: Bool, at path: [any CodingKey] = []) {
        (self.value, self.isParameter, codingPath) = (value, isParameter, path)
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from value: JSONValue, isParameter: Bool = false
    ) throws -> Value {
        try ValueDecoder(value, isParameter: isParameter).decode(type)
    }

    func refuse(_ reason: String) -> FieldError { FieldError(codingPath, reason) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let words = type as? any RequestWord.Type {
            let text = try text()
            guard let word = words.word(text) else {
                throw refuse("must be one of \(words.words.joined(separator: ", "))")
            }
            return word as! Value
        }
        return try Value(from: self)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw refuse("must be an object") }
        for member in members where Key(stringValue: member.name) == nil {
            throw FieldError(
                codingPath + [FieldKey(stringValue: member.name)], "is not known here")
        }
        let values = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
        return KeyedDecodingContainer(KeyedValues<Key>(decoder: self, values: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch value {
        case .array(let values): return ListedValues(decoder: self, values: values)
        case .text(let text) where isParameter:
            let parts = text.split(separator: ",").map { JSONValue.text(String($0)) }
            return ListedValues(decoder: self, values: parts)
        default: throw refuse("must be a list")
        }
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SingleValue(decoder: self)
    }

    func below(_ key: some CodingKey, _ value: JSONValue) -> ValueDecoder {
        ValueDecoder(value, isParameter: isParameter, at: codingPath + [key])
    }
}

extension ValueDecoder {
    func text() throws -> String {
        guard case .text(let text) = value else { throw refuse("must be a text") }
        guard !text.utf8.contains(0) else { throw refuse("has the character NUL") }
        return text
    }

    func flag() throws -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .text("true") where isParameter: return true
        case .text("false") where isParameter: return false
        default: throw refuse("must be true or false")
        }
    }

    func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let digits: String
        switch value {
        case .number(let text): digits = text
        case .text(let text) where isParameter && !text.hasPrefix("+"): digits = text
        default: throw refuse("must be a whole number")
        }
        if let number = Number(digits) { return number }
        // 2e3 and 2.0 are whole too.
        if let number = Double(digits), let whole = Number(exactly: number) { return whole }
        throw refuse("must be a whole number from \(Number.min) to \(Number.max)")
    }

    func number() throws -> Double {
        let digits: String
        switch value {
        case .number(let text): digits = text
        case .text(let text) where isParameter: digits = text
        default: throw refuse("must be a number")
        }
        guard let number = Double(digits), number.isFinite else { throw refuse("must be a number") }
        return number
    }
}
