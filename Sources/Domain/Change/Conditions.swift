import Catalog

/// What rows of a list have to be, and the values bound to it in their order.
struct Conditions {
    private var parts: [String] = []
    private(set) var values: [SQLValue] = []

    init() {}

    /// - Parameter sql: with one `?` a value.
    mutating func add(_ sql: String, _ values: any SQLConvertible...) {
        parts.append(sql)
        self.values += values.map(\.sqlValue)
    }

    mutating func add(_ sql: String, all values: [some SQLConvertible]) {
        parts.append(sql)
        self.values += values.map(\.sqlValue)
    }

    mutating func add(_ column: String, in words: [some SQLConvertible]) {
        parts.append("\(column) IN (\(words.map { _ in "?" }.joined(separator: ", ")))")
        values += words.map(\.sqlValue)
    }

    var sql: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }
}
