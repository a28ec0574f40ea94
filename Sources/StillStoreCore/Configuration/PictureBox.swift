/// The box that a rendition is fitted into, in pixels.
package struct PictureBox: Sendable, Equatable {
    package let width, height: Int

    /// What every format can hold: WebP ends here.
    package static let sides = 1...16_383

    /// Nil unless it is like `256x256`, within `sides`.
    package init?(_ text: String) {
        let numbers = text.split(separator: "x", omittingEmptySubsequences: false)
            .map { Int($0) ?? 0 }
        guard numbers.count == 2, numbers.allSatisfy(PictureBox.sides.contains) else { return nil }
        (width, height) = (numbers[0], numbers[1])
    }
}
