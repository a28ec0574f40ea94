import Catalog

/// The SQL of a search.
///
/// Whatever words of the index can say is one expression, whose matches come in the order of ids: a page
/// reads no more of them than it needs. Other conditions are checked on the document of each match.
struct SearchPlan {
    /// Nil if there are no words.
    let match: String?
    private let condition: String
    private let values: [SQLValue]
    /// Whether nothing can be found.
    let isEmpty: Bool
    /// Whether everything of the owner, or of everybody, is found.
    let isWhole: Bool

    /// - Parameter owner: whose documents alone are seen; nil for all.
    init(_ node: SearchNode, owner: String?) {
        let node = node.simplified
        isEmpty = node == .nothing
        isWhole = node == .everything
        var parts: [SearchNode] =
            if case .and(let all) = node { all } else { [node] }
        if let owner { parts.append(.term(.owner, owner)) }
        let words = parts.filter { $0.expression != nil && $0 != .everything }
        match = words.isEmpty ? nil : SearchNode.and(words).expression
        let other = SearchNode.and(parts.filter { $0.expression == nil }).condition
        (condition, values) = other.sql == "()" ? ("TRUE", []) : other
    }

    /// The tables that are asked, with the conditions on them, and what the first calls a document's id.
    private func source(facts: Bool = false, documents: Bool = false) -> (sql: String, id: String) {
        var tables: [(sql: String, id: String)] = []
        if match != nil { tables.append(("search_text", "search_text.rowid")) }
        if facts || condition != "TRUE" { tables.append(("search_facts AS f", "f.id")) }
        if documents || tables.isEmpty { tables.append(("search_documents AS d", "d.id")) }
        let id = tables[0].id
        // In this order: statistics would mislead SQLite.
        let joins = tables.dropFirst().map { " CROSS JOIN \($0.sql) ON \($0.id) = \(id)" }
        let words = match == nil ? "" : "search_text MATCH ? AND "
        let own = condition.replacing(SearchNode.id, with: id)
        return ("\(tables[0].sql)\(joins.joined()) WHERE \(words)\(own)", id)
    }

    private var bound: [SQLValue] { (match.map { [.text($0)] } ?? []) + values }

    /// Id, asset and key of a page; two values more are bound: its limit, and how many are passed over.
    func page(
        _ sort: SearchSort, after cursor: SearchCursor?
    ) -> (sql: String, values: [SQLValue]) {
        let (word, sign) = sort.isAscending ? ("ASC", ">") : ("DESC", "<")
        guard let key = sort.key else {
            let (source, id) = source(documents: true)
            let behind = cursor == nil ? "" : "AND \(id) \(sign) ?"
            return (
                "SELECT \(id), d.asset_id, NULL FROM \(source) \(behind) ORDER BY \(id) \(word) LIMIT ? OFFSET ?",
                bound + (cursor.map { [.integer($0.id)] } ?? [])
            )
        }
        let (source, id) = source(facts: sort.order == .largest, documents: true)
        let behind = cursor == nil ? "" : "WHERE (key, id) \(sign) (?, ?)"
        return (
            """
            SELECT id, asset_id, key FROM (
                SELECT \(id) AS id, d.asset_id AS asset_id, \(key) AS key FROM \(source))
            \(behind) ORDER BY key \(word), id \(word) LIMIT ? OFFSET ?
            """,
            bound + (cursor.map { [$0.key, .integer($0.id)] } ?? [])
        )
    }

    /// A row if the document is found.
    func finds(_ document: Int64) -> (sql: String, values: [SQLValue]) {
        let (source, id) = source()
        return ("SELECT 1 FROM \(source) AND \(id) = ?", bound + [.integer(document)])
    }

    var count: (sql: String, values: [SQLValue]) {
        ("SELECT count(*) FROM \(source().sql)", bound)
    }

    /// The values of all documents that are found.
    var facets: (sql: String, values: [SQLValue]) {
        ("SELECT f.facets FROM \(source(facts: true).sql)", bound)
    }
}
