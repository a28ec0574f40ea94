package import Values

/// A value of a database.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// What can be bound, and read from a column.
package protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }
    /// Nil for a value of another kind.
    init?(_ value: SQLValue)
}

extension Int64: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self) }
    package init?(_ value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
}

extension Int: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package init?(_ value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = Int(number)
    }
}

/// 0 and 1.
extension Bool: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package init?(_ value: SQLValue) {
        guard case .integer(let number) = value, (0...1).contains(number) else { return nil }
        self = number == 1
    }
}

extension Double: SQLConvertible {
    package var sqlValue: SQLValue { .real(self) }
    package init?(_ value: SQLValue) {
        guard case .real(let number) = value else { return nil }
        self = number
    }
}

extension String: SQLConvertible {
    package var sqlValue: SQLValue { .text(self) }
    package init?(_ value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
}

extension Digest: SQLConvertible {
    package var sqlValue: SQLValue { .blob(bytes) }
    package init?(_ value: SQLValue) {
        guard case .blob(let bytes) = value, bytes.count == Digest.byteCount else { return nil }
        self.init(bytes: bytes)
    }
}

extension SQLValue: SQLConvertible {
    package var sqlValue: SQLValue { self }
    package init?(_ value: SQLValue) { self = value }
}

/// A row of a query; its columns are read by index.
package struct SQLRow: Sendable, Equatable {
    package let values: [SQLValue]

    package init(_ values: [SQLValue]) { self.values = values }

    /// - Throws: `CatalogError.damaged` for null and for a value of another type, which the schema
    ///   does not allow.
    package func value<Value: SQLConvertible>(_ column: Int) throws -> Value {
        guard let value = Value(values[column]) else {
            throw CatalogError.damaged("column \(column) of a row is no \(Value.self)")
        }
        return value
    }

    /// The same; nil for null.
    package func valueIfAny<Value: SQLConvertible>(_ column: Int) throws -> Value? {
        if values[column] == .null { return nil }
        return try value(column) as Value
    }
}
