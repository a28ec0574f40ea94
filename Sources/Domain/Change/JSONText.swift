package import Catalog
import Foundation

/// A JSON value, kept as the text that somebody gave.
package struct JSONText: ColumnValue, SQLConvertible, Hashable {
    /// The longest, in bytes.
    package static let byteLimit = 1 << 20

    package let text: String

    package static let emptyObject = JSONText(trusted: "{}")
    package static let emptyArray = JSONText(trusted: "[]")

    private init(trusted text: String) { self.text = text }

    /// - Throws: `DomainError.invalid` for what is no JSON, and for what is too long.
    package init(_ text: String) throws(DomainError) {
        guard text.utf8.count <= JSONText.byteLimit else {
            throw .invalid(.json, .tooLong(limit: JSONText.byteLimit))
        }
        guard JSONText.parse(text) != nil else { throw .invalid(.json, .malformed) }
        self.text = text
    }

    /// - Throws: `DomainError.invalid` for what is no object.
    package init(object text: String) throws(DomainError) {
        try self.init(text)
        guard object != nil else { throw .invalid(.json, .malformed) }
    }

    /// Of values that JSON has; keys are sorted, so that equal values have equal texts.
    init(_ value: Any) {
        let options: JSONSerialization.WritingOptions = [
            .sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes,
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: value, options: options) else {
            preconditionFailure("\(value) is no JSON")
        }
        text = String(decoding: data, as: UTF8.self)
    }

    /// Its members, where it is an object.
    var object: [String: Any]? { JSONText.parse(text) as? [String: Any] }

    var strings: [String]? { JSONText.parse(text) as? [String] }

    static func parse(_ text: String) -> Any? { parse(Data(text.utf8)) }

    static func parse(_ text: Data) -> Any? {
        try? JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)
    }

    package static var kind: ColumnKind { .json }
    package var sqlValue: SQLValue { .text(text) }
    package init?(_ value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(trusted: text)
    }
}
