import Wire

/// Finds out what a type takes, by having it decode itself: what it asks for is its schema.
final class SchemaReader: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private(set) var schema = Schema.any
    let components: SchemaComponents

    init(_ components: SchemaComponents) { self.components = components }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        if case .object = schema {} else { schema = .object([]) }
        return KeyedDecodingContainer(RecordedFields<Key>(reader: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { RecordedList(reader: self) }
    func singleValueContainer() -> any SingleValueDecodingContainer { RecordedValue(reader: self) }

    func record(_ schema: Schema) { self.schema = schema }

    func add(_ property: Schema.Property) {
        guard case .object(let properties) = schema else { return }
        schema = .object(properties + [property])
    }

    /// The schema of a type, and any value of it.
    static func read<Value: Decodable>(
        _ type: Value.Type, _ components: SchemaComponents
    ) throws -> (Schema, Value) {
        if let described = type as? any DescribesSchema.Type {
            return (described.schema, described.sample as! Value)
        }
        if let words = type as? any RequestWord.Type {
            return (.words(words.words), words.first as! Value)
        }
        let reader = SchemaReader(components)
        let value = try Value(from: reader)
        if let wire = type as? any WireJSON.Type {
            return (components.add(wire, reader.schema), value)
        }
        return (reader.schema, value)
    }
}

/// The schemas that have a name.
final class SchemaComponents {
    private(set) var schemas: [String: Schema] = [:]

    func add(_ type: any WireJSON.Type, _ schema: Schema) -> Schema {
        let name = String(describing: type).replacing("JSON", with: "")
        schemas[name] = schema
        return .named(name)
    }
}

private struct RecordedFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reader: SchemaReader
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    /// Asked for fields that may be left out only: they are there, so that their types are seen.
    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try field(type, key, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try field(type, key, isRequired: false)
    }
    // The compiler prefers these for the basic types, and their defaults ask for `contains`.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try field(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try field(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try field(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try field(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try field(type, key, isRequired: false)
    }

    private func field<Value: Decodable>(
        _ type: Value.Type, _ key: Key, isRequired: Bool
    ) throws -> Value {
        if let clearable = type as? any ClearableField.Type {
            let (schema, value) = try clearable.read(reader.components)
            reader.add(
                Schema.Property(
                    name: key.stringValue, schema: schema, isRequired: false, isNullable: true))
            return value as! Value
        }
        let (schema, value) = try SchemaReader.read(type, reader.components)
        reader.add(
            Schema.Property(name: key.stringValue, schema: schema, isRequired: isRequired))
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        SchemaReader(reader.components).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        RecordedList(reader: SchemaReader(reader.components))
    }
    func superDecoder() -> any Decoder { reader }
    func superDecoder(forKey key: Key) -> any Decoder { reader }
}

/// Lists have one value; dictionaries are decoded by their keys, of which there are none.
private struct RecordedList: UnkeyedDecodingContainer {
    let reader: SchemaReader
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    private(set) var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(reader: SchemaReader) { self.reader = reader }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        let (schema, value) = try SchemaReader.read(type, reader.components)
        reader.record(.list(schema))
        return value
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedDecodingContainer<Nested> {
        currentIndex += 1
        return SchemaReader(reader.components).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
        currentIndex += 1
        return RecordedList(reader: SchemaReader(reader.components))
    }
    mutating func superDecoder() -> any Decoder { reader }
}

private struct RecordedValue: SingleValueDecodingContainer {
    let reader: SchemaReader
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }

    private func recorded<Value>(_ schema: Schema, _ value: Value) -> Value {
        reader.record(schema)
        return value
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        recorded(.integer(), 1)
    }

    func decode(_ type: Bool.Type) -> Bool { recorded(.flag, false) }
    func decode(_ type: String.Type) -> String { recorded(.text(), "") }
    func decode(_ type: Double.Type) -> Double { recorded(.number, 0) }
    func decode(_ type: Float.Type) -> Float { recorded(.number, 0) }
    func decode(_ type: Int.Type) -> Int { integer(type) }
    func decode(_ type: Int8.Type) -> Int8 { integer(type) }
    func decode(_ type: Int16.Type) -> Int16 { integer(type) }
    func decode(_ type: Int32.Type) -> Int32 { integer(type) }
    func decode(_ type: Int64.Type) -> Int64 { integer(type) }
    func decode(_ type: UInt.Type) -> UInt { integer(type) }
    func decode(_ type: UInt8.Type) -> UInt8 { integer(type) }
    func decode(_ type: UInt16.Type) -> UInt16 { integer(type) }
    func decode(_ type: UInt32.Type) -> UInt32 { integer(type) }
    func decode(_ type: UInt64.Type) -> UInt64 { integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try SchemaReader.read(type, reader.components)
        reader.record(schema)
        return value
    }
}

/// `Clearable`, of whatever.
private protocol ClearableField {
    static func read(_ components: SchemaComponents) throws -> (Schema, Any)
}

extension Clearable: ClearableField {
    fileprivate static func read(_ components: SchemaComponents) throws -> (Schema, Any) {
        let (schema, value) = try SchemaReader.read(Value.self, components)
        return (schema, Clearable.value(value))
    }
}
