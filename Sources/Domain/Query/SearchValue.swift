/// The values of filters as people write them. Nil for what is none.
enum SearchValue {
    static func number(_ text: Substring) -> Double? {
        guard let number = Double(text), number.isFinite, number >= 0 else { return nil }
        return number
    }

    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "1", "on": true
        case "no", "false", "0", "off": false
        default: nil
        }
    }

    /// `16:9`, `16/9`, `1.78`.
    static func ratio(_ text: Substring) -> Double? {
        let parts = text.split { $0 == ":" || $0 == "/" }
        if parts.count == 1 { return number(parts[0]).flatMap { $0 > 0 ? $0 : nil } }
        guard parts.count == 2, let width = number(parts[0]), let height = number(parts[1]),
            width > 0, height > 0
        else { return nil }
        return width / height
    }

    /// Ratios that have a name.
    static func shape(_ text: String) -> SearchRange? {
        switch text.lowercased() {
        case "square": return SearchRange(from: 0.99, to: 1.01)
        case "portrait":
            var range = SearchRange(from: nil, to: 0.99)
            range.isBelow = true
            return range
        case "landscape":
            var range = SearchRange(from: 1.01, to: nil)
            range.isAbove = true
            return range
        default: return nil
        }
    }

    /// `1024x768`
    static func size(_ text: String) -> (Double, Double)? {
        let parts = text.lowercased().split(omittingEmptySubsequences: false) {
            $0 == "x" || $0 == "\u{D7}" || $0 == "*"
        }
        guard parts.count == 2, let width = number(parts[0]), let height = number(parts[1]) else {
            return nil
        }
        return (width, height)
    }

    /// The parts of `20..30`.
    static func ends(of text: String) -> (from: Substring, to: Substring)? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ".", next < text.endIndex, text[next] == "." {
                return (text[..<index], text[text.index(after: next)...])
            }
            index = next
        }
        return nil
    }
}
