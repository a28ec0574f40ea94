import Foundation

/// Cuts text into the words of the index, and searches into the same.
///
/// Compatible forms are one (full-width, ligatures), accents go, and scripts that are written without
/// spaces are cut into characters, so that any part of a text is found as a phrase. Upper and lower case
/// are told apart by nobody: the index folds them.
package enum SearchWords {
    package static func words(of text: String) -> [Substring] {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let folded = isASCII ? text : folded(text)
        return isASCII ? split(ascii: folded) : split(folded)
    }

    private static func split(ascii text: String) -> [Substring] {
        text.utf8.split { byte in
            !(byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                && !(byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        }.map { Substring($0) }
    }

    private static func split(_ text: String) -> [Substring] {
        var words: [Substring] = []
        let scalars = text.unicodeScalars
        var (start, index) = (scalars.startIndex, scalars.startIndex)
        func end(at place: String.Index) {
            if start < place { words.append(Substring(scalars[start..<place])) }
        }
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if isAlone(scalar) {
                end(at: index)
                words.append(Substring(scalars[index..<next]))
                start = next
            } else if !isOfWord(scalar) {
                end(at: index)
                start = next
            }
            index = next
        }
        end(at: index)
        return words
    }

    private static func folded(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars
        where !isAccent(scalar) {
            if let letters = plain[scalar] {
                folded.append(contentsOf: letters.unicodeScalars)
            } else {
                folded.append(scalar)
            }
        }
        // The index knows the case of letters that are one scalar.
        return String(folded).precomposedStringWithCanonicalMapping.lowercased()
    }

    /// Letters that no decomposition takes apart.
    private static let plain: [Unicode.Scalar: String] = [
        "\u{DF}": "ss", "\u{1E9E}": "ss", "\u{E6}": "ae", "\u{C6}": "ae", "\u{153}": "oe",
        "\u{152}": "oe", "\u{F8}": "o", "\u{D8}": "o", "\u{142}": "l", "\u{141}": "l",
        "\u{111}": "d", "\u{110}": "d", "\u{F0}": "d", "\u{D0}": "d", "\u{FE}": "th",
        "\u{DE}": "th", "\u{131}": "i", "\u{3C2}": "\u{3C3}",
    ]

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C2, 0x05C4...0x05C5, 0x05C7,
            0x064B...0x0655, 0x0670, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
            0xFE00...0xFE0F:
            true
        default: false
        }
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            true
        default: false
        }
    }

    /// Whether the scalar is a word of its own: Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer.
    private static func isAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0x20000...0x323AF, 0x3005...0x3007, 0x0E01...0x0E5B,
            0x0E81...0x0EDF, 0x1000...0x109F, 0x1780...0x17D3:
            isOfWord(scalar)
        default: false
        }
    }
}
