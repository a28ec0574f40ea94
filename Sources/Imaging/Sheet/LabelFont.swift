import CText

/// A drawn line of text: the coverage of each pixel, 0…255.
struct Label {
    let width, height: Int
    var coverage: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        coverage = [UInt8](repeating: 0, count: width * height)
    }
}

/// The font of the labels of one sheet.
enum LabelFont {
    /// Built in: Latin letters, the same bytes on every machine, nothing to load.
    case bitmap
    /// Pango with the system's fonts: any script, with shaping and direction. A character that no
    /// font has is a box with its number.
    case system

    /// The built-in font if it has all characters, or if there is no other.
    init(for lines: some Sequence<String>) {
        let isEnough = lines.allSatisfy(BitmapFont.hasAll)
        self = isEnough || !LabelFont.hasSystemText ? .bitmap : .system
    }

    /// Loaded once.
    private static let hasSystemText = ct_load() == nil

    var lineHeight: Int {
        switch self {
        case .bitmap: BitmapFont.height + 3
        case .system: 17
        }
    }

    /// Centred in `width` pixels; if it is wider, with … in its middle.
    func drawn(_ line: String, width: Int) -> Label {
        switch self {
        case .bitmap: bitmapLabel(BitmapFont.fitted(line, width: width), width)
        case .system: systemLabel(line, width, lineHeight)
        }
    }
}

private func bitmapLabel(_ text: String, _ width: Int) -> Label {
    var label = Label(width: width, height: BitmapFont.height)
    var pen = (width - BitmapFont.width(text)) / 2
    for character in text {
        let glyph = BitmapFont.glyph(character)
        for (y, row) in glyph.rows.enumerated() {
            for x in 0..<glyph.width where row >> UInt8(glyph.width - 1 - x) & 1 == 1 {
                label.coverage[y * width + pen + x] = 255
            }
        }
        pen += glyph.width + 1
    }
    return label
}

/// Blank if memory runs out.
private func systemLabel(_ line: String, _ width: Int, _ height: Int) -> Label {
    var label = Label(width: width, height: height)
    // Names have at most a few hundred characters; Pango is slow with more.
    var text = String(line.prefix(1024))
    text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { text in
            _ = ct_draw_line(
                text.baseAddress, text.count, 11, 13, Int32(width), Int32(height),
                &label.coverage)
        }
    }
    return label
}
