import Catalog

/// Chains of rows of one table, each of which names the next.
enum Lineage {
    /// - Parameters:
    ///   - from: what the row is to name.
    ///   - id: the row.
    /// - Throws: `DomainError.cycle` when the chain from there leads to the row.
    static func requireNoCycle(
        _ entity: Entity, _ column: String, from: String, to id: String,
        _ connection: any Connection
    ) throws {
        // UNION ends by itself where a chain goes round.
        let row = try connection.row(
            """
            WITH RECURSIVE chain (id) AS (
                VALUES (CAST(? AS TEXT))
                UNION
                SELECT next.\(column) FROM \(entity.rawValue) AS next
                    JOIN chain ON next.id = chain.id WHERE next.\(column) IS NOT NULL)
            SELECT 1 FROM chain WHERE id = ?
            """, [from, id])
        if row != nil { throw DomainError.cycle(entity, id) }
    }
}
