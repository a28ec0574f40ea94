package import Imaging
package import Values

/// What one file, one picture and one run may cost. Every limit of the program is here.
package struct Limits: Sendable, Equatable {
    package var picture = PictureLimits()
    package var name = NameLimits()
    /// Bytes of one file.
    package var fileBytes: UInt64 = 1 << 30
    /// Bytes of pixels, over all pictures that are decoded at once. A picture that needs more, up to
    /// `picture.pixelBytes`, is decoded alone.
    package var pixelBytesInFlight: UInt64 = 256 << 20

    package init() {}
}

/// Limits as `stillstore.json` may set them; those left out keep their defaults.
package struct LimitSettings: Sendable, Equatable, Codable {
    package var pixels: UInt64?
    package var side: UInt32?
    package var memoryMiB: UInt64?
    package var chunkMiB: Int?
    package var scans: UInt32?
    package var animationPixels: UInt64?
    package var fastPNGMiB: UInt64?
    package var fastJPEGMiB: UInt64?
    package var fileMiB: UInt64?
    package var pathBytes: Int?
    package var componentBytes: Int?

    package init() {}

    package static let keys = CodingKeys.allCases.map(\.rawValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case pixels, side, scans
        case animationPixels = "animation_pixels"
        case memoryMiB = "memory_mib"
        case chunkMiB = "chunk_mib"
        case fastPNGMiB = "fast_png_mib"
        case fastJPEGMiB = "fast_jpeg_mib"
        case fileMiB = "file_mib"
        case pathBytes = "path_bytes"
        case componentBytes = "component_bytes"
    }

    /// Replaces the limits that are set here.
    package func apply(to limits: inout Limits) {
        if let pixels { limits.picture.pixels = pixels }
        if let side { limits.picture.side = min(side, 65_535) }
        if let memoryMiB {
            limits.picture.pixelBytes = min(memoryMiB, 1 << 20) << 20
            limits.pixelBytesInFlight = limits.picture.pixelBytes
        }
        if let chunkMiB { limits.picture.chunkBytes = max(0, min(chunkMiB, 1024)) << 20 }
        if let scans { limits.picture.scans = scans }
        if let animationPixels { limits.picture.animationPixels = animationPixels }
        if let fastPNGMiB { limits.picture.fastPNGBytes = min(fastPNGMiB, 1 << 20) << 20 }
        if let fastJPEGMiB { limits.picture.fastJPEGBytes = min(fastJPEGMiB, 1 << 20) << 20 }
        if let fileMiB { limits.fileBytes = min(fileMiB, 1 << 20) << 20 }
        if let pathBytes { limits.name.pathBytes = pathBytes }
        if let componentBytes { limits.name.componentBytes = componentBytes }
    }
}
