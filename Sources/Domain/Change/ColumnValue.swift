package import Catalog

/// What a column holds, as its table and JSON have it.
package enum ColumnKind: Sendable {
    case text, integer, flag, real, bytes, json
}

/// A value of a record that one column holds.
package protocol ColumnValue: Sendable {
    static var kind: ColumnKind { get }
    var stored: SQLValue { get }
    /// Nil for a value of another kind.
    static func read(_ value: SQLValue) -> Self?
}

extension ColumnValue where Self: SQLConvertible {
    package var stored: SQLValue { sqlValue }
    package static func read(_ value: SQLValue) -> Self? { Self(value) }
}

extension String: ColumnValue { package static var kind: ColumnKind { .text } }
extension Int64: ColumnValue { package static var kind: ColumnKind { .integer } }
extension Int: ColumnValue { package static var kind: ColumnKind { .integer } }
extension Bool: ColumnValue { package static var kind: ColumnKind { .flag } }
extension Double: ColumnValue { package static var kind: ColumnKind { .real } }

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package static var kind: ColumnKind { Wrapped.kind }
    package var stored: SQLValue { self?.stored ?? .null }
    package static func read(_ value: SQLValue) -> Wrapped?? {
        if value == .null { return .some(nil) }
        return Wrapped.read(value).map { .some($0) }
    }
}

/// A closed set of words that a column takes; a CHECK in the schema lists the same.
package protocol ClosedSet: ColumnValue, SQLConvertible, CaseIterable, RawRepresentable, Hashable
where RawValue == String {}

extension ClosedSet {
    package static var kind: ColumnKind { .text }
    package var sqlValue: SQLValue { .text(rawValue) }
    package init?(_ value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(rawValue: text)
    }
}

/// Bytes: hashes and what is sealed.
package struct StoredBytes: ColumnValue, SQLConvertible, Hashable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static var kind: ColumnKind { .bytes }
    package var sqlValue: SQLValue { .blob(bytes) }
    package init?(_ value: SQLValue) {
        guard case .blob(let bytes) = value else { return nil }
        self.init(bytes)
    }
}
