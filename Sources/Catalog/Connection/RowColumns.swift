import GRDB

/// The values of a row, one after another.
struct RowColumns {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    mutating func skip(_ count: Int) { index += count }

    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() -> Value {
        defer { index += 1 }
        return row[index]
    }

    mutating func nextIfAny<Value: DatabaseValueConvertible & StatementColumnConvertible>()
        -> Value?
    {
        defer { index += 1 }
        return row[index]
    }
}
