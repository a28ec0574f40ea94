package import Catalog

/// Makes rows and events again from the facts of the journal.
///
/// Facts come in the order of their numbers. A fact that was replayed before changes nothing that a later
/// one did not change too: so a replay that was cut off begins again.
package struct ReplayFacts {
    let connection: any Connection

    package init(on connection: any Connection) { self.connection = connection }

    package func apply(_ facts: some Sequence<RowFact>) throws {
        for fact in facts { try apply(fact) }
    }

    private func apply(_ fact: RowFact) throws {
        let table = DomainTables.of(fact.entity)
        if fact.change == .batch {
            return try insertEvent(of: fact, table, table.ownership(of: fact.row), [])
        }
        // Of an earlier version.
        guard table.isInJournal else { return try advance(to: fact.number) }
        let key = table.keyValues(of: fact.row)
        let old = try connection.row(table.selectByKey, .positional(key))?.values
        let ownership = try self.ownership(table, fact.row)
        var changed: [String] = []
        switch (fact.change, old) {
        case (.delete, .some):
            try connection.execute(table.deletion, .positional(key))
        case (.delete, nil): break
        case (_, nil): try connection.execute(table.insertion, .positional(fact.row))
        case (_, let old?):
            let places = fact.row.indices.filter { fact.row[$0] != old[$0] }
            changed = try write(table, fact.row, places)
        }
        if fact.change == .snapshot { return try forget(upTo: fact.number) }
        guard table.isInFeed else { return try advance(to: fact.number) }
        try insertEvent(
            of: fact, table, ownership, fact.change == .update ? changed : [])
    }

    private func insertEvent(
        of fact: RowFact, _ table: TableDescription, _ ownership: Ownership, _ changed: [String]
    ) throws {
        let change = PendingChange(
            change: fact.change, table: table, row: fact.row, changed: changed,
            ownership: ownership)
        try connection.execute("DELETE FROM events WHERE number = ?", [fact.number])
        try EventRows.insert(change, number: fact.number, at: fact.at, connection)
        try advance(to: fact.number)
    }

    /// - Returns: names of the columns that its owner may know of.
    private func write(
        _ table: TableDescription, _ row: [SQLValue], _ places: [Int]
    ) throws -> [String] {
        guard !places.isEmpty else { return [] }
        let columns = places.map { "\(table.columns[$0].name) = ?" }.joined(separator: ", ")
        try connection.execute(
            "UPDATE \(table.name) SET \(columns) WHERE \(table.condition)",
            .positional(places.map { row[$0] } + table.keyValues(of: row)))
        return table.namesInFeed(places)
    }

    private func ownership(_ table: TableDescription, _ row: [SQLValue]) throws -> Ownership {
        try ChangeRecorder(connection, now: 0).ownership(of: table, row)
    }

    /// Who was told of changes up to the number is to read anew.
    private func forget(upTo number: Int64) throws {
        try advance(to: number)
        try connection.execute(
            "UPDATE event_numbers SET pruned = ? WHERE id = 1 AND pruned < ?", [number, number])
    }

    private func advance(to number: Int64) throws {
        try connection.execute(
            "UPDATE event_numbers SET newest = ? WHERE id = 1 AND newest < ?", [number, number])
    }
}
