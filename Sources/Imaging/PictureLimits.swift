/// What one picture may cost. Checked against the header before anything is allocated.
package struct PictureLimits: Sendable, Equatable {
    /// Width × height. Large enough for a 20,000 × 14,000 scan, which streams; what must be
    /// held whole is bounded by `pixelBytes` instead.
    package var pixels: UInt64 = 300_000_000
    /// Pixels a side: what JPEG can hold, near enough (its limit is 65,535).
    package var side: UInt32 = 65_500
    /// Bytes of pixels, coefficients and rows that decoding one picture may hold at once.
    package var pixelBytes: UInt64 = 512 << 20
    /// Bytes that decoding one PNG may hold for the sake of speed; a larger one streams through
    /// libpng, at a third of the speed. The switch of the fast path: 0 turns it off.
    package var fastPNGBytes: UInt64 = 64 << 20
    /// Bytes of samples that decoding one JPEG at a fraction of its size may hold for the sake of
    /// speed; a larger one streams through libjpeg. The switch of the fast path: 0 turns it off.
    package var fastJPEGBytes: UInt64 = 64 << 20
    /// Bytes of one metadata chunk (ICC profile, EXIF, text), decompressed.
    package var chunkBytes: Int = 32 << 20
    /// Scans of a progressive JPEG. Real encoders write about ten.
    package var scans: UInt32 = 100
    /// Pixels of all frames of an animation together: ten seconds of full HD at 100 frames a second.
    package var animationPixels: UInt64 = 2_000_000_000

    package init() {}
}

extension PictureLimits: CustomStringConvertible {
    /// All of them, by name: what a program makes of bytes depends on each. Spelt out, because
    /// every run that stores something asks, and reflection would take most of a millisecond.
    package var description: String {
        "PictureLimits(pixels: \(pixels), side: \(side), pixelBytes: \(pixelBytes), "
            + "fastPNGBytes: \(fastPNGBytes), fastJPEGBytes: \(fastJPEGBytes), "
            + "chunkBytes: \(chunkBytes), scans: \(scans), animationPixels: \(animationPixels))"
    }
}

/// Which limit was passed.
package enum PictureLimit: Sendable, Equatable {
    case pixels, side, pixelBytes, scans, animationPixels
}
