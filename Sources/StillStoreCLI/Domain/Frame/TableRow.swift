import Wire

/// What stands in one line of a list for people.
protocol TableRow {
    /// Its cells; control characters in them do no harm.
    var row: [String] { get }
    /// Columns that are aligned right.
    static var right: Set<Int> { get }
}

extension TableRow {
    static var right: Set<Int> { [] }
}

extension StoreOptions {
    /// A line each, as people or programs want it.
    func printRows<Item: WireJSON & TableRow>(_ items: [Item]) {
        if json { return items.forEach { Console.json($0) } }
        if items.isEmpty { return }
        let rows = items.map { $0.row.map(printable) }
        Console.result(Format.table(rows, right: Item.right))
    }

    /// All that is known of one thing.
    func printDetails(_ item: some WireJSON) {
        if json { return Console.json(item) }
        Console.result(Details(of: item).text)
    }
}
