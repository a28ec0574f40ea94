import Catalog

/// How a search is sorted: a key, then the document's id, both in one direction.
struct SearchSort: Equatable {
    let order: SearchOrder

    /// - Parameter hasWords: whether there is something to match well or badly.
    init(_ order: SearchOrder, hasWords: Bool) {
        self.order = order == .relevance && !hasWords ? .newest : order
    }

    /// Nil where the id is the key.
    var key: String? {
        switch order {
        case .newest, .oldest: nil
        // Names and tags are chosen, prompts are long: a word in them says less.
        case .relevance: "-bm25(search_text, 4, 1, 4, 6, 2, 8, 2, 2, 0)"
        case .path: "d.place"
        case .largest: "coalesce(f.width * f.height, 0)"
        }
    }

    var isAscending: Bool { order == .oldest || order == .path }
}

/// Where a search continues.
struct SearchCursor {
    let id: Int64
    let key: SQLValue

    init(id: Int64, key: SQLValue) { (self.id, self.key) = (id, key) }

    /// - Throws: `DomainError.badCursor`.
    init(_ text: String, _ sort: SearchSort) throws {
        let parts = text.split(separator: "~", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == sort.order.rawValue, let id = Int64(parts[1]) else {
            throw DomainError.badCursor(text)
        }
        self.id = id
        switch sort.order {
        case .newest, .oldest: key = .null
        case .path: key = .text(String(parts[2]))
        case .largest:
            guard let number = Int64(parts[2]) else { throw DomainError.badCursor(text) }
            key = .integer(number)
        case .relevance:
            guard let number = Double(parts[2]) else { throw DomainError.badCursor(text) }
            key = .real(number)
        }
    }

    func text(_ sort: SearchSort) -> String {
        let last: String =
            switch key {
            case .text(let text): text
            case .integer(let number): String(number)
            case .real(let number): String(number)
            default: ""
            }
        return "\(sort.order.rawValue)~\(id)~\(last)"
    }
}
