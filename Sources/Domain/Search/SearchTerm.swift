/// What a filter asks for, as a word of the index that nobody types: it begins with a character of
/// private use.
enum SearchTerm: String {
    /// What every document has.
    case all = "0"
    case owner = "u"
    case job = "j"
    case session = "n"
    case album = "l"
    case bucket = "b"
    case format = "f"
    case kind = "k"
    case status = "q"
    case ai = "a"
    case generator = "g"
    case sampler = "p"
    case seed = "e"
    case tag = "t"
    case star = "s"
    case rating = "r"
    case steps = "x"
    case cfg = "c"
    case width = "w"
    case height = "h"

    /// Three characters: all terms are one entry of the index of beginnings.
    private static let mark = "\u{E000}\u{E000}\u{E000}"

    /// Whether beginnings of its values can be asked for.
    var hasBeginnings: Bool { [.bucket, .generator, .sampler, .tag].contains(self) }

    func word(_ value: String = "") -> String {
        var word = Self.mark + rawValue
        for byte in value.utf8 {
            let isPlain =
                byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            // Everything else would be folded, or end the word.
            let value = isPlain ? UInt32(byte) : 0xE100 + UInt32(byte)
            word.unicodeScalars.append(Unicode.Scalar(value)!)
        }
        return word
    }

    func word(_ number: Double) -> String { word(Self.text(of: number)) }

    static func text(of number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }

    /// Words of the negative prompt are marked, so that bare words do not find them.
    static func negative(_ word: Substring) -> String { "\u{E001}\u{E001}\u{E001}" + word }
}
