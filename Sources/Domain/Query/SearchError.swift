/// Why a search cannot be read. Places count characters from 0.
package enum SearchError: Error, Sendable, Equatable {
    case openQuotation(at: Int)
    case openParenthesis(at: Int)
    case strayParenthesis(at: Int)
    /// An `or`, a `-` or a filter with nothing behind it, or nothing before it.
    case missingOperand(String, at: Int)
    case unknownFilter(String)
    /// Only numbers, sizes and ratios have an order.
    case notComparable(String, String)
    case badValue(filter: String, value: String, expected: Expected)
    /// Neither a letter nor a digit in it.
    case noWord(String)
    /// `like:` and `dup:` name no picture that the viewer may know of, or one that has no pixels.
    case noPicture(String)
    case noAlbum(String)
    /// An album of a search whose search speaks of an album of a search.
    case nestedAlbum(String)
    case tooLong(limit: Int)
    case tooDeep(limit: Int)

    package enum Expected: Sendable, Equatable {
        case number, size, ratio, flag, moment, text, distance
        case oneOf([String])
    }

    /// Whether it could be read, and names something that there is not.
    package var isOfMissing: Bool {
        switch self {
        case .noPicture, .noAlbum: true
        default: false
        }
    }

    /// One sentence for a person: what is wrong, and what can be written instead.
    package var message: String {
        switch self {
        case .openQuotation(let place):
            "the quotation mark at character \(place + 1) of the search is never closed"
        case .openParenthesis(let place):
            "the parenthesis at character \(place + 1) of the search is never closed"
        case .strayParenthesis(let place):
            "the closing parenthesis at character \(place + 1) of the search was never opened"
        case .missingOperand("or", let place):
            "'or' at character \(place + 1) of the search needs something on both sides; in quotation marks it is a word"
        case .missingOperand(let text, let place):
            "'\(text)' at character \(place + 1) of the search has nothing behind it"
        case .unknownFilter(let name):
            "there is no filter \(name): the search may use \(Self.filters); in quotation marks it is text"
        case .notComparable(let name, let sign):
            "\(name) takes ':' and a value, not '\(sign)'"
        case .badValue(let filter, let value, let expected):
            "\(filter) cannot be '\(value)': it takes \(expected.words)"
        case .noWord(let text):
            "there is no word in '\(text)' to look for: a search needs letters or digits"
        case .noPicture(let reference): "there is no picture \(reference) to compare with"
        case .noAlbum(let name): "there is no album \(name)"
        case .nestedAlbum(let name):
            "the album \(name) is itself a search of an album: a search may go through one only"
        case .tooLong(let limit): "a search has at most \(limit) characters"
        case .tooDeep(let limit): "a search has at most \(limit) parentheses in each other"
        }
    }

    static var filters: String {
        (SearchText.Part.allCases.map(\.rawValue) + SearchFilter.Field.allCases.map(\.rawValue))
            .sorted().joined(separator: ", ")
    }
}

extension SearchError.Expected {
    fileprivate var words: String {
        switch self {
        case .number: "a number such as 20, or a range such as 20..30"
        case .size: "a size such as 1024x768"
        case .ratio: "a ratio such as 16:9 or 1.5, or square, portrait or landscape"
        case .flag: "yes or no"
        case .moment: "a date such as 2024-05-31 or 2024-05, a moment, or how long ago, such as 7d"
        case .text: "a value"
        case .distance:
            "an id, and behind ~ how many of 64 bits may differ, from \(Likeness.distances.lowerBound) to \(Likeness.distances.upperBound)"
        case .oneOf(let words): words.joined(separator: ", ")
        }
    }
}
