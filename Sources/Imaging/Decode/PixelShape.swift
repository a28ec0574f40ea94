/// The form of decoded rows.
package struct PixelShape: Sendable, Equatable {
    package let width, height: Int
    /// 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha or, where `isCMYK`, four inks.
    package let channels: Int
    /// 8, or 16 in native byte order.
    package let depth: Int
    /// Inks are stored inverted: 255 means no ink.
    package let isCMYK: Bool

    package init(width: Int, height: Int, channels: Int, depth: Int, isCMYK: Bool = false) {
        self.width = width
        self.height = height
        self.channels = channels
        self.depth = depth
        self.isCMYK = isCMYK
    }

    package var hasAlpha: Bool { !isCMYK && channels % 2 == 0 }
    package var colorChannels: Int { hasAlpha ? channels - 1 : channels }
    package var samplesPerRow: Int { width * channels }
}
