import GRDB
import Synchronization

@testable import Catalog

/// A statement that ran, as SQLite was given it, and how SQLite finds its rows.
struct RunStatement {
    let sql: String
    let plan: [String]

    func uses(_ index: String) -> Bool {
        plan.contains { $0.split(separator: " ").contains { $0 == index } }
    }

    var sorts: Bool { plan.contains { $0.contains("TEMP B-TREE") } }

    /// Those that run while `body` does, in a transaction that is undone.
    static func all(
        _ catalog: Catalog, _ body: (CatalogWriter) throws -> Void
    ) throws -> [RunStatement] {
        try catalog.tryOut { writer in
            let found = Texts()
            writer.db.trace { event in
                guard case .statement(let statement) = event else { return }
                found.add(statement.sql)
            }
            defer { writer.db.trace() }
            try body(writer)
            writer.db.trace()
            return try found.all.filter { !$0.hasPrefix("--") && !$0.hasPrefix("PRAGMA") }.map {
                let statement = try writer.db.makeStatement(sql: "EXPLAIN QUERY PLAN " + $0)
                statement.setUncheckedArguments(StatementArguments())
                return RunStatement(
                    sql: $0, plan: try Row.fetchAll(statement).map { $0["detail"] })
            }
        }
    }
}

private final class Texts: Sendable {
    private let texts = Mutex<[String]>([])

    func add(_ text: String) {
        texts.withLock { if !$0.contains(text) { $0.append(text) } }
    }

    var all: [String] { texts.withLock { $0 } }
}
