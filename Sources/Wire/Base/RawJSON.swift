import Foundation

/// JSON that is kept as text, put into other JSON as what it is.
package struct RawJSON: Codable, Sendable, Equatable {
    package let text: String

    package init(text: String) { self.text = text }

    package init(from decoder: any Decoder) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let value = try AnyJSON(from: decoder)
        text = String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    package func encode(to encoder: any Encoder) throws {
        // What is no JSON here, such as a number beyond all that can be held, stays text.
        guard let value = try? JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8)) else {
            var container = encoder.singleValueContainer()
            return try container.encode(text)
        }
        try value.encode(to: encoder)
    }
}

private indirect enum AnyJSON: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Seeds of generators use all 64 bits.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case array([AnyJSON])
    case object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([AnyJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: AnyJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
