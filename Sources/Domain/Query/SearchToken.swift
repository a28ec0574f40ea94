/// What a search is made of, in its order.
enum SearchToken: Equatable {
    enum Comparison: String {
        case equal = ":"
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
    }

    case word(String)
    /// In quotation marks; its last word is a beginning where a star follows them.
    case phrase(String, isPrefix: Bool)
    /// A name, a comparison and a value, without a space between them.
    case field(String, Comparison, String, isQuoted: Bool)
    case minus
    case or
    case open
    case close

    /// - Returns: each with where it begins, as a count of characters.
    static func tokens(of text: String) throws(SearchError) -> [(token: SearchToken, at: Int)] {
        var lexer = SearchLexer(characters: Array(text))
        return try lexer.run()
    }
}

private struct SearchLexer {
    let characters: [Character]
    var index = 0
    var tokens: [(token: SearchToken, at: Int)] = []

    /// People type them as their keyboards and chat programs do.
    private static let marks: [Character: Character] = [
        "\"": "\"", "\u{201C}": "\u{201D}", "\u{201E}": "\u{201C}", "\u{00AB}": "\u{00BB}",
        "\u{300C}": "\u{300D}",
    ]

    mutating func run() throws(SearchError) -> [(token: SearchToken, at: Int)] {
        while index < characters.count {
            let (start, character) = (index, characters[index])
            if character.isWhitespace {
                index += 1
            } else if Self.marks[character] != nil {
                let text = try quoted()
                let isPrefix = index < characters.count && characters[index] == "*"
                if isPrefix { index += 1 }
                tokens.append((.phrase(text, isPrefix: isPrefix), start))
            } else if character == "(" || character == ")" {
                index += 1
                tokens.append((character == "(" ? .open : .close, start))
            } else if character == "-", isBeginning {
                index += 1
                tokens.append((.minus, start))
            } else {
                try word(start)
            }
        }
        return tokens
    }

    /// Whether the character before belongs to no word.
    private var isBeginning: Bool {
        index == 0 || characters[index - 1].isWhitespace || characters[index - 1] == "("
    }

    /// Whether the word ends here.
    private var isEnd: Bool {
        guard index < characters.count else { return true }
        let character = characters[index]
        return character.isWhitespace || character == "(" || character == ")"
    }

    private mutating func quoted() throws(SearchError) -> String {
        let start = index
        let end = Self.marks[characters[start]]
        index += 1
        while index < characters.count, characters[index] != end { index += 1 }
        guard index < characters.count else { throw .openQuotation(at: start) }
        defer { index += 1 }
        return String(characters[(start + 1)..<index])
    }

    private mutating func word(_ start: Int) throws(SearchError) {
        var text = ""
        while !isEnd {
            if let comparison = comparison(behind: text) {
                index += comparison.rawValue.count
                return try field(text.lowercased(), comparison, start)
            }
            text.append(characters[index])
            index += 1
        }
        tokens.append((text.lowercased() == "or" ? .or : .word(text), start))
    }

    private mutating func field(
        _ name: String, _ comparison: SearchToken.Comparison, _ start: Int
    ) throws(SearchError) {
        if index < characters.count, Self.marks[characters[index]] != nil {
            tokens.append((.field(name, comparison, try quoted(), isQuoted: true), start))
            return
        }
        let begin = index
        while !isEnd { index += 1 }
        guard index > begin else {
            throw .missingOperand("\(name)\(comparison.rawValue)", at: start)
        }
        let value = String(characters[begin..<index])
        tokens.append((.field(name, comparison, value, isQuoted: false), start))
    }

    /// A comparison at this place, if what comes before it can be the name of a filter.
    private func comparison(behind name: String) -> SearchToken.Comparison? {
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
        let next = index + 1 < characters.count ? characters[index + 1] : " "
        switch characters[index] {
        case ":": return .equal
        case "=": return .equal
        case ">": return next == "=" ? .atLeast : .above
        case "<": return next == "=" ? .atMost : .below
        default: return nil
        }
    }
}
