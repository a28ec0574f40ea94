package import Catalog
package import Foundation

/// What can happen to a row.
package enum ChangeKind: String, ClosedSet {
    case insert, update, delete
    /// Many rows of the pipeline at once: what is kept is the event.
    case batch
    /// Nothing happened: the row as it was when a journal was begun anew. What came before is not known.
    case snapshot
}

/// One change of one row as the journal keeps it: facts in the order of their numbers make all tables
/// again.
package struct RowFact: Sendable, Equatable {
    /// That of the event; greater than those of all changes that were committed before.
    package let number: Int64
    /// UTC milliseconds.
    package let at: Int64
    package let change: ChangeKind
    package let entity: Entity
    /// All columns, in the order of the table.
    package let row: [SQLValue]

    package init(
        number: Int64, at: Int64, change: ChangeKind, entity: Entity, row: [SQLValue]
    ) {
        (self.number, self.at, self.change) = (number, at, change)
        (self.entity, self.row) = (entity, row)
    }
}

extension RowFact {
    /// The same change as one of another place in the order.
    package func renumbered(_ number: Int64) -> RowFact {
        RowFact(number: number, at: at, change: change, entity: entity, row: row)
    }

    /// One line, without its end.
    package var line: String {
        let row = RowJSON.object(DomainTables.of(entity), row, .whole)
        return "{\"fact\":\"row\",\"number\":\(number),\"at\":\(at),"
            + "\"change\":\"\(change.rawValue)\",\"table\":\"\(entity.rawValue)\",\"row\":\(row)}"
    }

    /// How each line begins that this program writes.
    package static let beginning = Array("{\"fact\":\"row\",".utf8)

    package init?(line: String) { self.init(line: Data(line.utf8)) }

    /// - Returns: nil for a line that is no such fact.
    package init?(line: Data) {
        guard let members = JSONText.parse(line) as? [String: Any],
            members["fact"] as? String == "row",
            let number = members["number"] as? Int64, let at = members["at"] as? Int64,
            let change = (members["change"] as? String).flatMap(ChangeKind.init(rawValue:)),
            let table = (members["table"] as? String).flatMap(DomainTables.named),
            let object = members["row"] as? [String: Any],
            let row = RowJSON.row(table, object)
        else { return nil }
        self.init(number: number, at: at, change: change, entity: table.entity, row: row)
    }
}

/// Where facts are written before the transaction that they tell of is committed.
package protocol FactJournal {
    /// - Throws: what undoes the transaction.
    func append(_ facts: [RowFact]) throws
}
