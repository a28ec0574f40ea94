import Catalog

/// A search on its way to SQL: each part either words of the index or a condition on a document.
indirect enum SearchNode: Equatable {
    case everything
    case nothing
    /// An expression of full-text search.
    case match(String)
    /// A condition on `f`, a row of `search_facts`; `Self.id` stands for its id.
    case sql(String, [SQLValue])
    case not(SearchNode)
    case and([SearchNode])
    case or([SearchNode])

    static let id = "{id}"

    static func term(_ term: SearchTerm, _ value: String = "") -> SearchNode {
        .match(FullText.phrase([term.word(value)]))
    }

    /// Without what is always or never so.
    var simplified: SearchNode {
        switch self {
        case .everything, .nothing, .match, .sql: return self
        case .not(let inner):
            switch inner.simplified {
            case .everything: return .nothing
            case .nothing: return .everything
            case .not(let twice): return twice
            case let other: return .not(other)
            }
        case .and(let all):
            let parts = all.map(\.simplified).flatMap(\.conjuncts).filter { $0 != .everything }
            if parts.contains(.nothing) { return .nothing }
            return parts.count > 1 ? .and(parts) : parts.first ?? .everything
        case .or(let all):
            let parts = all.map(\.simplified).filter { $0 != .nothing }
            if parts.contains(.everything) { return .everything }
            return parts.count > 1 ? .or(parts) : parts.first ?? .nothing
        }
    }

    /// What all have to be so.
    private var conjuncts: [SearchNode] {
        if case .and(let inner) = self { inner } else { [self] }
    }

    /// The whole as one expression of full-text search; nil if it has conditions of another kind.
    var expression: String? {
        switch self {
        case .everything: return FullText.everything
        case .nothing, .sql: return nil
        case .match(let text): return text
        case .not(let inner):
            return inner.expression.map { FullText.excluding([FullText.everything], [$0]) }
        case .and(let all):
            var (found, excluded): ([String], [String]) = ([], [])
            for node in all {
                if case .not(let inner) = node {
                    guard let text = inner.expression else { return nil }
                    excluded.append(text)
                } else {
                    guard let text = node.expression else { return nil }
                    found.append(text)
                }
            }
            return FullText.excluding(found.isEmpty ? [FullText.everything] : found, excluded)
        case .or(let all):
            let parts = all.map(\.expression)
            guard !parts.contains(nil) else { return nil }
            return "(" + parts.compactMap(\.self).joined(separator: " OR ") + ")"
        }
    }

    /// The whole as a condition.
    var condition: (sql: String, values: [SQLValue]) {
        switch self {
        case .everything: return ("TRUE", [])
        case .nothing: return ("FALSE", [])
        case .match(let text):
            return (
                "\(Self.id) IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)",
                [.text(text)]
            )
        case .sql(let sql, let values): return (sql, values)
        case .not(let inner):
            let (sql, values) = inner.condition
            // Unknown is not found, and so excluded by nothing.
            return ("NOT coalesce((\(sql)), 0)", values)
        case .and(let all): return SearchNode.join(all, " AND ")
        case .or(let all): return SearchNode.join(all, " OR ")
        }
    }

    private static func join(
        _ nodes: [SearchNode], _ word: String
    ) -> (sql: String, values: [SQLValue]) {
        let parts = nodes.map(\.condition)
        return ("(" + parts.map(\.sql).joined(separator: word) + ")", parts.flatMap(\.values))
    }
}

/// Expressions of SQLite's full-text search.
enum FullText {
    static let everything = phrase([SearchTerm.all.word()])

    /// Words of the index, one behind another.
    static func phrase(
        _ words: [some StringProtocol], isPrefix: Bool = false, in column: String? = nil
    ) -> String {
        // No word has a quotation mark.
        let text = "\"" + words.joined(separator: " ") + "\"" + (isPrefix ? " *" : "")
        return column.map { "(\($0) : \(text))" } ?? text
    }

    static func excluding(_ found: [String], _ excluded: [String]) -> String {
        let all = found.count == 1 ? found[0] : "(" + found.joined(separator: " AND ") + ")"
        if excluded.isEmpty { return all }
        return "(" + all + " NOT (" + excluded.joined(separator: " OR ") + "))"
    }
}
