/// A JSON document, with numbers as they were written and members in their order.
///
/// Foundation's parser rejects the NaN that ComfyUI writes, loses the order of members, and may
/// turn integers above Int64 into floating point; seeds reach 2^64 − 1.
indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var array: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The text of a string or a number, which generators use for each other. Not of an empty
    /// string, nor of the `None` that Python's `str` writes for nothing.
    var scalarText: String? {
        switch self {
        case .string(let text): text.isEmpty || text == "None" ? nil : text
        case .number(let text): text
        default: nil
        }
    }

    var isTrue: Bool { self == .bool(true) || self == .string("true") || self == .string("True") }

    subscript(_ key: String) -> JSONValue? { object?[key] }
}
