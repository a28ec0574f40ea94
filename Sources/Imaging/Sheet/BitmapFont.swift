import Foundation

/// One character of the label font: rows top to bottom, the leftmost pixel in the highest used bit.
struct Glyph {
    let width: Int
    let rows: [UInt8]  // rows.count == BitmapFont.height
}

/// The small proportional font of contact sheets: ASCII, the letters of Latin-1, and other letters
/// composed with its accents.
enum BitmapFont {
    static let height = 11

    /// The first line of a capital and of a small letter.
    private static let capitalTop = 2
    private static let smallTop = 4

    private static let glyphs = Dictionary(uniqueKeysWithValues: drawings.flatMap(parsed))

    private static let missing = glyphs["\u{FFFD}"]!

    /// The glyph of a character; a hollow box if the font lacks it.
    static func glyph(_ character: Character) -> Glyph { known(character) ?? missing }

    static func hasAll(of text: String) -> Bool { text.allSatisfy { known($0) != nil } }

    private static func known(_ character: Character) -> Glyph? {
        let scalars = character.unicodeScalars
        if scalars.count == 1, let only = scalars.first, let glyph = drawn(only) { return glyph }
        let whole = String(character).precomposedStringWithCanonicalMapping.unicodeScalars
        if whole.count == 1, let only = whole.first, let glyph = drawn(only) { return glyph }
        let parts = Array(String(character).decomposedStringWithCanonicalMapping.unicodeScalars)
        guard parts.count == 2 else { return nil }
        return composed(parts[0], with: parts[1])
    }

    /// The width of a line in pixels.
    static func width(_ text: String) -> Int {
        max(0, text.reduce(-1) { $0 + glyph($1).width + 1 })
    }

    /// The text; if it is wider than `limit`, with … in its middle.
    static func fitted(_ text: String, width limit: Int) -> String {
        guard width(text) > limit else { return text }
        let ellipsis = "…"
        var left = limit - width(ellipsis)
        guard left >= 0 else { return "" }
        var head = text.prefix(0)
        var tail = text.suffix(0)
        var headWidth = 0
        var tailWidth = 0
        // The narrower side grows, so that the cut is in the middle. The sides never meet, because
        // the whole text does not fit.
        while true {
            let growsHead = headWidth <= tailWidth
            let at = growsHead ? head.endIndex : text.index(before: tail.startIndex)
            let step = glyph(text[at]).width + 1
            guard step <= left else { break }
            left -= step
            if growsHead {
                head = text[...at]
                headWidth += step
            } else {
                tail = text[at...]
                tailWidth += step
            }
        }
        return String(head) + ellipsis + tail
    }

    private static func drawn(_ scalar: Unicode.Scalar) -> Glyph? {
        // macOS uses a narrow no-break space in the names of screenshots.
        glyphs[scalar.properties.generalCategory == .spaceSeparator ? " " : scalar]
    }

    /// A letter with its accent centred above it; nil if the font lacks either, or if there is no
    /// room.
    private static func composed(_ letter: Unicode.Scalar, with accent: Unicode.Scalar) -> Glyph? {
        guard accent.properties.generalCategory == .nonspacingMark,
            let mark = drawn(accent), let base = drawn(letter == "i" ? "ı" : letter),
            let top = base.rows.firstIndex(where: { $0 != 0 }),
            let markTop = mark.rows.firstIndex(where: { $0 != 0 })
        else { return nil }
        var letterRows = base.rows
        var markRows = mark.rows
        if markTop < smallTop, top < smallTop {
            guard letter.properties.isUppercase else { return nil }
            markRows = Array(markRows[markTop...] + markRows[..<markTop])
            // One line above a capital is enough for dots; taller accents shorten the letter.
            if markRows[capitalTop - 1] != 0 {
                letterRows.remove(at: capitalTop + 2)
                letterRows.insert(0, at: capitalTop)
            }
        }
        let width = max(base.width, mark.width)
        let letterShift = UInt8((width - base.width) / 2)
        let markShift = UInt8((width - mark.width) / 2)
        let rows: [UInt8] = zip(letterRows, markRows).map { $0 << letterShift | $1 << markShift }
        // An acute on a stem leaves the previous column empty.
        let ink = rows.reduce(0, |)
        let margin = ink.trailingZeroBitCount
        return Glyph(
            width: UInt8.bitWidth - ink.leadingZeroBitCount - margin,
            rows: rows.map { $0 >> margin })
    }

    private static func parsed(_ drawing: String) -> [(Unicode.Scalar, Glyph)] {
        let lines = drawing.split(separator: "\n").map { $0.split(separator: " ") }
        return lines[0].enumerated().compactMap { column, name in
            let number = name.hasPrefix("U+") ? UInt32(name.dropFirst(2), radix: 16) : nil
            guard let scalar = number.flatMap(Unicode.Scalar.init) ?? name.unicodeScalars.first
            else { return nil }
            let pixels = lines[1...height].map { $0[column].utf8 }
            let rows = pixels.map { row in
                row.reduce(UInt8(0)) { $0 << 1 | ($1 == UInt8(ascii: "#") ? 1 : 0) }
            }
            return (scalar, Glyph(width: pixels[0].count, rows: rows))
        }
    }
}
