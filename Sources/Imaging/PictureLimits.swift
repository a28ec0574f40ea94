/// The limits of one picture, checked against its header before anything is allocated.
package struct PictureLimits: Sendable, Equatable {
    /// Width × height. Large enough for a 20,000 × 14,000 scan, which streams; pictures that must
    /// be held whole are limited by `pixelBytes`.
    package var pixels: UInt64 = 300_000_000
    /// Pixels a side: about what JPEG allows (65,535).
    package var side: UInt32 = 65_500
    /// Bytes of pixels, coefficients and rows that decoding one picture may hold at once.
    package var pixelBytes: UInt64 = 512 << 20
    /// Bytes that the fast path of PNG may hold; a larger picture streams through libpng, at a
    /// third of the speed. 0 turns the fast path off.
    package var fastPNGBytes: UInt64 = 64 << 20
    /// Bytes of samples that the fast path of JPEG may hold; a larger picture streams through
    /// libjpeg. 0 turns the fast path off.
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
    /// All limits by name, because each may change what is decoded. Written out by hand: every run
    /// that stores something needs it, and reflection takes most of a millisecond.
    package var description: String {
        "PictureLimits(pixels: \(pixels), side: \(side), pixelBytes: \(pixelBytes), "
            + "fastPNGBytes: \(fastPNGBytes), fastJPEGBytes: \(fastJPEGBytes), "
            + "chunkBytes: \(chunkBytes), scans: \(scans), animationPixels: \(animationPixels))"
    }
}

/// Which limit was exceeded.
package enum PictureLimit: Sendable, Equatable {
    case pixels, side, pixelBytes, scans, animationPixels
}
