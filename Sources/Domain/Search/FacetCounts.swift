import Catalog

/// Changes of counts in one step of the index, the ids of values, and words that may be new.
struct FacetCounts {
    let connection: any Connection
    private var known: [String: Int64] = [:]
    /// By owner and value.
    private var changes: [Pair: Int] = [:]

    private var words: Set<String> = []

    private struct Pair: Hashable { let owner, value: Int64 }

    init(connection: any Connection) { self.connection = connection }

    /// The owner's first.
    mutating func ids(of document: SearchDocument) throws -> [Int64] {
        try [id("owner", document.owner ?? "")]
            + document.facets.map { try id($0.facet.rawValue, $0.value) }
            + document.numbers.map { try id($0.term.rawValue, SearchTerm.text(of: $0.value)) }
    }

    mutating func add(_ new: Set<String>) { words.formUnion(new) }

    mutating func add(_ change: Int, _ ids: [Int64]) {
        guard let owner = ids.first else { return }
        for value in ids { changes[Pair(owner: owner, value: value), default: 0] += change }
    }

    func flush() throws {
        for (pair, change) in changes where change != 0 {
            try connection.execute(
                """
                INSERT INTO search_counts (owner_id, value_id, count) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """, [pair.owner, pair.value, change])
        }
        try connection.execute("DELETE FROM search_counts WHERE count = 0")
        for word in words.sorted() {
            try connection.execute(
                "INSERT INTO search_words (word) VALUES (?) ON CONFLICT DO NOTHING", [word])
        }
    }

    private mutating func id(_ facet: String, _ value: String) throws -> Int64 {
        let key = facet + "\u{0}" + value
        if let id = known[key] { return id }
        let row =
            try connection.row(
                "SELECT id FROM search_values WHERE facet = ? AND value = ?", [facet, value])
            ?? connection.row(
                "INSERT INTO search_values (facet, value) VALUES (?, ?) RETURNING id",
                [facet, value])
        guard let row else { throw CatalogError.damaged("a value of the search has no id") }
        let id: Int64 = try row.value(0)
        known[key] = id
        return id
    }
}
