package import Catalog

/// A rule that no single row can keep alone: what a column must equal, or what two tables must agree on.
struct DomainRule: Sendable {
    enum Repair: Sendable {
        /// Columns get the values of expressions over the row.
        case set([(column: String, expression: String)])
        /// The row goes.
        case remove
        /// Nobody but a person can say which of the rows is right.
        case report

        static func clear(_ columns: String...) -> Repair {
            .set(columns.map { (column: $0, expression: "NULL") })
        }
    }

    /// Stable: `unmet-dependencies`.
    let name: String
    let entity: Entity
    /// What is said of a row that breaks it, behind what the row is called.
    let words: String
    /// Of rows that break it: an expression over the columns of the table, by its name.
    let broken: String
    let repair: Repair

    init(
        _ name: String, _ entity: Entity, _ words: String, broken: String, _ repair: Repair
    ) {
        (self.name, self.entity, self.words) = (name, entity, words)
        (self.broken, self.repair) = (broken, repair)
    }

    var table: TableDescription { DomainTables.of(entity) }
    fileprivate var keys: String {
        table.key.map { "\(table.name).\(table.columns[$0].name)" }.joined(separator: ", ")
    }
}

/// A row of the domain that breaks a rule.
package struct DomainContradiction: Sendable, Equatable {
    /// By its name.
    package let rule: String
    /// What names the row.
    let key: [SQLValue]
    /// A sentence without its end.
    package let words: String
    /// Whether the program can make it right.
    package let isRepairable: Bool
}

/// Holds the rows of the domain against each other.
package struct DomainCheck {
    let connection: any Connection

    package init(on connection: any Connection) { self.connection = connection }

    /// - Parameter limit: of contradictions that are found.
    package func contradictions(limit: Int) throws -> [DomainContradiction] {
        var found: [DomainContradiction] = []
        for rule in DomainRules.all where found.count < limit {
            let rows = try connection.rows(
                """
                SELECT \(rule.keys) FROM \(rule.table.name) WHERE \(rule.broken)
                ORDER BY \(rule.keys) LIMIT ?
                """, [limit - found.count])
            found += rows.map { rule.contradiction($0.values) }
        }
        return found
    }

    package func stillHolds(_ found: DomainContradiction) throws -> Bool {
        guard let rule = DomainRules.named(found.rule) else { return false }
        let row = try connection.row(
            """
            SELECT 1 FROM \(rule.table.name) WHERE \(rule.table.condition) AND (\(rule.broken))
            """, .positional(found.key))
        return row != nil
    }
}

extension DomainTransaction {
    /// Makes one of them right, with event and fact. One that is right by now stays as it is.
    package func repair(_ found: DomainContradiction) throws {
        try requireAdmin()
        guard let rule = DomainRules.named(found.rule),
            try DomainCheck(on: connection).stillHolds(found),
            let row = try connection.row(rule.table.selectByKey, .positional(found.key))?.values
        else { return }
        switch rule.repair {
        case .report: return
        case .remove: try changes.delete(rule.table, row)
        case .set(let columns):
            let expressions = columns.map(\.expression).joined(separator: ", ")
            let values = try connection.row(
                "SELECT \(expressions) FROM \(rule.table.name) WHERE \(rule.table.condition)",
                .positional(found.key))
            guard let values = values?.values else { return }
            var wanted = row
            for (index, column) in columns.enumerated() {
                wanted[rule.table.place(of: column.column)] = values[index]
            }
            try changes.update(rule.table, from: row, to: wanted)
        }
    }
}

extension DomainRule {
    fileprivate func contradiction(_ key: [SQLValue]) -> DomainContradiction {
        let name = key.map { String($0) ?? "" }.joined(separator: "/")
        let isRepairable = if case .report = repair { false } else { true }
        return DomainContradiction(
            rule: self.name, key: key, words: "the \(entity.noun) \(name) \(words)",
            isRepairable: isRepairable)
    }
}
