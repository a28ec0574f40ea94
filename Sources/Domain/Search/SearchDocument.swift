/// What the index knows of one asset.
struct SearchDocument {
    /// In the order of the columns of `search_text`.
    enum Column: Int, CaseIterable {
        case prompt, negative, caption, name, path, tag, model, lora, terms
    }

    let assetID: String
    /// UTC milliseconds.
    let createdAt: Int64
    let owner: String?
    var blobID: Int64?
    var hash: UInt64?
    var place = ""
    var width, height: Int64?
    var steps, cfg: Double?
    private(set) var columns = [[String]](repeating: [], count: Column.allCases.count)
    private(set) var numbers: [(term: SearchTerm, value: Double)] = []
    /// Those that can be found by their beginnings.
    private(set) var words: Set<String> = []
    private(set) var facets: [(facet: SearchFacet, value: String)] = []

    init(assetID: String, createdAt: Int64, owner: String?) {
        (self.assetID, self.createdAt, self.owner) = (assetID, createdAt, owner)
        add(.all)
        if let owner { add(.owner, owner) }
        count(.month, SearchMoment.month(of: createdAt))
    }

    mutating func add(_ term: SearchTerm, _ value: String = "") {
        let word = term.word(value)
        columns[Column.terms.rawValue].append(word)
        if term.hasBeginnings { words.insert(word) }
    }

    /// A number that can be compared: equal ones are found by the term, ranges by the numbers there are.
    mutating func add(_ term: SearchTerm, number: Double?) {
        guard let number else { return }
        columns[Column.terms.rawValue].append(term.word(number))
        numbers.append((term, number))
    }

    /// Appends text, unless the column has it already.
    mutating func add(_ text: String?, to column: Column) {
        guard let text, !text.isEmpty else { return }
        let found = SearchWords.words(of: text)
            .map { column == .negative ? SearchTerm.negative($0) : String($0) }
        let joined = found.joined(separator: " ")
        if joined.isEmpty || columns[column.rawValue].contains(joined) { return }
        columns[column.rawValue].append(joined)
        // The index folds the case itself.
        for word in found { words.insert(word.lowercased()) }
    }

    mutating func count(_ facet: SearchFacet, _ value: String) {
        if facets.contains(where: { $0.facet == facet && $0.value == value }) { return }
        facets.append((facet, value))
    }

    /// Texts of one column are apart, so that no phrase goes from one into the next.
    var texts: [String] { columns.map { $0.joined(separator: Self.gap) } }

    private static let gap = " \u{E002} "
}
