import Wire

/// What a value may be, as JSON Schema 2020-12 writes it.
indirect enum Schema: Sendable, Equatable {
    case text(format: String? = nil)
    case integer(ClosedRange<Int64>? = nil)
    case number
    case flag
    case words([String])
    case list(Schema)
    /// With all of its names.
    case object([Property])
    /// Names of any kind, each with such a value.
    case map(Schema)
    /// Any JSON.
    case any
    /// Described once, below `components`.
    case named(String)

    struct Property: Sendable, Equatable {
        let name: String
        var schema: Schema
        let isRequired: Bool
        var isNullable = false
    }

    var json: JSONValue {
        switch self {
        case .text(let format):
            .object(["type": .text("string"), "format": format.map { .text($0) }])
        case .integer(let range):
            .object([
                "type": .text("integer"),
                "minimum": range.map { .number(String($0.lowerBound)) },
                "maximum": range.map { .number(String($0.upperBound)) },
            ])
        case .number: .object(["type": .text("number")])
        case .flag: .object(["type": .text("boolean")])
        case .words(let words): .object(["type": .text("string"), "enum": .texts(words)])
        case .list(let schema): .object(["type": .text("array"), "items": schema.json])
        case .map(let schema):
            .object(["type": .text("object"), "additionalProperties": schema.json])
        case .any: .object([:])
        case .named(let name): .object(["$ref": .text("#/components/schemas/\(name)")])
        case .object(let properties): Schema.json(of: properties)
        }
    }

    private static func json(of properties: [Property]) -> JSONValue {
        let required = properties.filter(\.isRequired).map(\.name)
        return .object([
            "type": .text("object"),
            "properties": .object(
                properties.map { JSONValue.Member(name: $0.name, value: $0.json) }),
            "required": required.isEmpty ? nil : .texts(required),
            "additionalProperties": .bool(false),
        ])
    }
}

extension Schema.Property {
    fileprivate var json: JSONValue {
        isNullable
            ? .object(["anyOf": .array([schema.json, .object(["type": .text("null")])])])
            : schema.json
    }
}

/// A type whose schema is not that of its fields.
protocol DescribesSchema {
    static var schema: Schema { get }
    /// Any value.
    static var sample: Self { get }
}

extension JSONValue: DescribesSchema, Decodable {
    static var schema: Schema { .any }
    static var sample: JSONValue { .null }

    init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? ValueDecoder else {
            throw FieldError(decoder.codingPath, "is not from a request")
        }
        self = decoder.value
    }
}

extension RawJSON: DescribesSchema {
    static var schema: Schema { .any }
    static var sample: RawJSON { RawJSON(text: "null") }
}

extension Timestamp: DescribesSchema {
    static var schema: Schema { .text(format: "date-time") }
    static var sample: Timestamp { Timestamp(0) }
}

extension EventName: DescribesSchema {
    static var schema: Schema { .words(allCases.map(\.rawValue)) }
    static var sample: EventName { .started }
}

extension Dictionary: DescribesSchema where Key == String, Value == Int {
    static var schema: Schema { .map(.integer()) }
    static var sample: [String: Int] { [:] }
}
