/// A search in words → what is looked for.
///
/// Terms beside each other must all match; `or` between two means either, and binds closer; `-` before a
/// term excludes it; parentheses group.
package struct SearchParser {
    package static let textLimit = 4_096
    static let depthLimit = 32

    private let tokens: [(token: SearchToken, at: Int)]
    private var index = 0
    private let now: Int64

    /// - Parameter now: what `since:7d` counts from, UTC milliseconds.
    package static func parse(_ text: String, now: Int64) throws(SearchError) -> SearchQuery {
        guard text.count <= textLimit else { throw .tooLong(limit: textLimit) }
        var parser = SearchParser(tokens: try SearchToken.tokens(of: text), now: now)
        let query = try parser.conjunction(depth: 0)
        if parser.index < parser.tokens.count {
            throw .strayParenthesis(at: parser.tokens[parser.index].at)
        }
        return query
    }

    private init(tokens: [(token: SearchToken, at: Int)], now: Int64) {
        (self.tokens, self.now) = (tokens, now)
    }

    private var next: SearchToken? { index < tokens.count ? tokens[index].token : nil }

    /// Terms until the end, or a closing parenthesis.
    private mutating func conjunction(depth: Int) throws(SearchError) -> SearchQuery {
        guard depth <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
        var terms: [SearchQuery] = []
        while let token = next, token != .close { terms.append(try alternatives(depth)) }
        return terms.count > 1 ? .and(terms) : terms.first ?? .all
    }

    private mutating func alternatives(_ depth: Int) throws(SearchError) -> SearchQuery {
        if next == .or { throw .missingOperand("or", at: tokens[index].at) }
        var terms = [try term(depth)]
        while next == .or {
            let at = tokens[index].at
            index += 1
            guard let token = next, token != .close, token != .or else {
                throw .missingOperand("or", at: at)
            }
            terms.append(try term(depth))
        }
        return terms.count > 1 ? .or(terms) : terms[0]
    }

    private mutating func term(_ depth: Int) throws(SearchError) -> SearchQuery {
        let (token, at) = tokens[index]
        index += 1
        switch token {
        case .word(let text): return .text(try Self.text(text))
        case .phrase(let text, let isPrefix):
            var found = try Self.text(phrase: text)
            found.isPrefix = isPrefix
            return .text(found)
        case .field(let name, let comparison, let value, let isQuoted):
            return try FieldTerm(
                name: name, comparison: comparison, value: value, isQuoted: isQuoted, now: now
            ).query()
        case .minus:
            guard let token = next, token != .close, token != .or else {
                throw .missingOperand("-", at: at)
            }
            guard depth <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
            return .not(try term(depth + 1))
        case .open:
            let query = try conjunction(depth: depth + 1)
            guard next == .close else { throw .openParenthesis(at: at) }
            index += 1
            return query
        case .close: throw .strayParenthesis(at: at)
        case .or: throw .missingOperand("or", at: at)
        }
    }

    /// A word that ends with a star is a beginning.
    static func text(
        _ word: String, in part: SearchText.Part? = nil
    ) throws(SearchError) -> SearchText {
        guard word.hasSuffix("*"), word.count > 1 else { return try text(phrase: word, in: part) }
        var found = try text(phrase: String(word.dropLast()), in: part)
        found.isPrefix = true
        return found
    }

    static func text(
        phrase: String, in part: SearchText.Part? = nil
    ) throws(SearchError) -> SearchText {
        guard !SearchWords.words(of: phrase).isEmpty else { throw .noWord(phrase) }
        return SearchText(phrase, in: part)
    }
}
