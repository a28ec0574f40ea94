/// A number as a generator wrote it, and what it is worth: `7`, `7.0` and `"7"` are one value.
package struct WrittenNumber: Codable, Equatable, Sendable {
    package var text: String
    /// Nil where the text is no finite number.
    package var value: Double?

    package init?(_ text: String?) {
        guard let text = text?.trimmedOrNil, text.utf8.count <= 64 else { return nil }
        self.text = text
        value = Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Same value, or same text where there is none.
    func agrees(with other: WrittenNumber) -> Bool {
        if let value, let other = other.value { return abs(value - other) < 1e-6 }
        return text == other.text
    }
}
