import Catalog

/// A search → what it means for a viewer: names of albums and pictures become what they stand for.
struct ResolveSearch<Access: DomainAccess> {
    let access: Access
    /// Whether the search is that of an album which another names.
    var isInAlbum = false

    func node(_ query: SearchQuery) throws -> SearchNode {
        switch query {
        case .all: return .everything
        case .text(let text): return try node(text)
        case .filter(let filter): return try node(filter)
        case .not(let inner): return .not(try node(inner))
        case .and(let all): return .and(try all.map(node))
        case .or(let all): return .or(try all.map(node))
        }
    }

    private func node(_ text: SearchText) throws -> SearchNode {
        var words = SearchWords.words(of: text.text).map {
            text.part == .negative ? SearchTerm.negative($0) : $0.lowercased()
        }
        // The mark of its words says that it is the negative prompt.
        let column = text.part == .negative ? nil : text.part?.rawValue
        guard text.isPrefix, let last = words.popLast() else {
            return .match(FullText.phrase(words, in: column))
        }
        return .match(try beginning(words, last, in: column))
    }

    /// Words, and behind them one that begins so.
    ///
    /// Left alone, full-text search would first read all places of all such words. A few words are looked
    /// for one by one instead; those that begin with three letters have an index; and what has fewer
    /// letters is many beginnings of three.
    private func beginning(
        _ words: [String], _ start: String, in column: String? = nil
    ) throws -> String {
        let letters = start.unicodeScalars.count
        let whole = FullText.phrase(words + [start], isPrefix: true, in: column)
        if letters == Self.indexedLetters { return whole }
        let rows = try access.connection.rows(
            """
            SELECT DISTINCT substr(word, 1, ?) FROM search_words WHERE word >= ? AND word < ?
            LIMIT ?
            """,
            [
                letters < Self.indexedLetters ? Self.indexedLetters : 1000, start,
                start + "\u{10FFFF}", Self.mostBeginnings + 1,
            ])
        if rows.isEmpty || rows.count > Self.mostBeginnings { return whole }
        let found: [String] = try rows.map { try $0.value(0) }
        let phrases = found.map { word in
            FullText.phrase(
                words + [word],
                isPrefix: letters < Self.indexedLetters
                    && word.unicodeScalars.count == Self.indexedLetters,
                in: column)
        }
        return "(" + phrases.joined(separator: " OR ") + ")"
    }

    /// As the schema says.
    private static var indexedLetters: Int { 3 }
    /// Beyond that each of them costs more than it saves.
    private static var mostBeginnings: Int { 500 }

    private func node(_ filter: SearchFilter) throws -> SearchNode {
        switch (filter.field, filter.value) {
        case (.since, .moment(let time)):
            return .sql("\(SearchNode.id) >= ?", [.integer(SearchIndex.lowestID(at: time))])
        case (.until, .moment(let time)):
            return .sql("\(SearchNode.id) < ?", [.integer(SearchIndex.lowestID(at: time + 1))])
        case (.starred, .flag(let flag)):
            let star = SearchNode.term(.star, access.viewer.userID)
            return flag ? star : .not(star)
        case (.rating, .range(let range)): return rating(range)
        case (.ratio, .range(let range)): return compare("(1.0 * f.width / f.height)", range)
        case (let field, .range(let range)): return try number(field, range)
        case (_, .size(let width, let height)):
            return .and([try number(.width, width), try number(.height, height)])
        case (_, .likeness(let reference, let distance)):
            return try likeness(reference, distance, isSame: filter.field == .dup)
        case (.ai, .text("yes", _)): return .or([.term(.ai, "claimed"), .term(.ai, "composite")])
        case (.album, .text(let name, _)): return try album(name)
        case (let field, .text(let text, let isPrefix)):
            return try word(field, text, isPrefix)
        default: return .nothing
        }
    }

    private func word(
        _ field: SearchFilter.Field, _ text: String, _ isPrefix: Bool
    ) throws -> SearchNode {
        let (term, value): (SearchTerm, String) =
            switch field {
            case .seed: (.seed, text)
            case .sampler: (.sampler, text.lowercased())
            case .generator: (.generator, text.lowercased())
            case .tag: (.tag, text.lowercased())
            case .bucket: (.bucket, text)
            case .format: (.format, text)
            case .kind: (.kind, text)
            case .status: (.status, text)
            case .ai: (.ai, text)
            case .session: (.session, text.lowercased())
            default: (.job, text.lowercased())
            }
        if isPrefix { return .match(try beginning([], term.word(value))) }
        return .match(FullText.phrase([term.word(value)]))
    }

    /// A range is one of the numbers that there are. Where it is most of them, or of many, the number of
    /// each document is compared.
    private func number(_ field: SearchFilter.Field, _ range: SearchRange) throws -> SearchNode {
        let term: SearchTerm =
            switch field {
            case .steps: .steps
            case .cfg: .cfg
            case .width: .width
            default: .height
            }
        if let from = range.from, from == range.to {
            return .match(FullText.phrase([term.word(from)]))
        }
        let rows = try access.connection.rows(
            """
            SELECT value, (SELECT sum(count) FROM search_counts WHERE value_id = search_values.id)
            FROM search_values WHERE facet = ?
            """, [term.rawValue])
        var (inside, count, total): ([Double], Int, Int) = ([], 0, 0)
        for row in rows {
            guard let number = Double(try row.value(0) as String) else { continue }
            let found: Int = try row.valueIfAny(1) ?? 0
            total += found
            if found > 0, range.contains(number) {
                inside.append(number)
                count += found
            }
        }
        if inside.count > Self.mostNumbers || count > total / Self.sparse {
            return compare("f.\(field.rawValue)", range)
        }
        return .or(inside.map { .match(FullText.phrase([term.word($0)])) })
    }

    private static var mostNumbers: Int { 100 }
    /// One in so many is few.
    private static var sparse: Int { 30 }

    private func compare(_ column: String, _ range: SearchRange) -> SearchNode {
        var parts: [String] = []
        var values: [SQLValue] = []
        if let from = range.from {
            parts.append("\(column) \(range.isAbove ? ">" : ">=") ?")
            values.append(.real(from))
        }
        if let to = range.to {
            parts.append("\(column) \(range.isBelow ? "<" : "<=") ?")
            values.append(.real(to))
        }
        return .sql(parts.joined(separator: " AND "), values)
    }

    /// Without a rating counts as 0.
    private func rating(_ range: SearchRange) -> SearchNode {
        let rated = (1...5).map { SearchNode.term(.rating, "\($0)\(access.viewer.userID)") }
        var found = (1...5).filter { range.contains(Double($0)) }.map { rated[$0 - 1] }
        if range.contains(0) { found.append(.not(.or(rated))) }
        return .or(found)
    }

    /// Both ends of an album are the viewer's.
    private func album(_ name: String) throws -> SearchNode {
        let rows = try access.connection.rows(
            """
            SELECT id, query FROM albums WHERE (id = ? OR name = ?) AND deleted_at IS NULL
                AND (user_id = ? OR ?)
            """,
            [name.lowercased(), name, access.viewer.userID, access.viewer.isAdmin])
        guard !rows.isEmpty else { throw SearchError.noAlbum(name) }
        return .or(
            try rows.map { row in
                guard let query: String = try row.valueIfAny(1) else {
                    return .term(.album, try row.value(0))
                }
                if isInAlbum { throw SearchError.nestedAlbum(name) }
                let parsed = try SearchParser.parse(query, now: access.now)
                return try ResolveSearch(access: access, isInAlbum: true).node(parsed)
            })
    }

    private func likeness(
        _ reference: String, _ distance: Int, isSame: Bool
    ) throws -> SearchNode {
        let finder = FindAlike(access: access)
        guard let picture = try finder.picture(reference) else {
            throw SearchError.noPicture(reference)
        }
        var documents: [Int64] = []
        for blob in try finder.blobs(like: picture.hash, within: distance) {
            documents += try finder.documents(of: blob.id, isSame ? picture : nil)
        }
        let list = "[" + documents.map(String.init).joined(separator: ",") + "]"
        return .sql("\(SearchNode.id) IN (SELECT value FROM json_each(?))", [.text(list)])
    }
}

extension SearchRange {
    func contains(_ number: Double) -> Bool {
        if let from, isAbove ? number <= from : number < from { return false }
        if let to, isBelow ? number >= to : number > to { return false }
        return true
    }
}
