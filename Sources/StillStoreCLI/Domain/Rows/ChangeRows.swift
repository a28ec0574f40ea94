import Wire

extension EventJSON: TableRow {
    var row: [String] {
        [
            String(number), Format.time(at.milliseconds), kind, table, row_id,
            changed.isEmpty ? "-" : changed.joined(separator: ","),
        ]
    }
    static var right: Set<Int> { [0] }
}

extension RetentionJSON: TableRow {
    var row: [String] { [rule, age.map { "over \($0)" } ?? "off", String(count), event.rawValue] }
    static var right: Set<Int> { [2] }
}
