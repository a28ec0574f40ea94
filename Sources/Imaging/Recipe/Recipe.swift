/// Everything that determines a rendition's bytes, besides the blob.
package struct Recipe: Sendable, Equatable {
    /// Raised whenever the same recipe would give other bytes: resampling, colour or encoder
    /// settings. It is part of every recipe's id, so that outdated renditions are recognised.
    package static let encoderVersion = 2

    package enum Format: String, Sendable, CaseIterable {
        /// JPEG, or PNG if any pixel really is transparent.
        case auto
        /// Composited over white if the picture is transparent.
        case jpeg
        case png
        case webp
    }

    package let name: String
    /// The picture is scaled down to fit this box, keeping its proportions, and never enlarged.
    package let boxWidth, boxHeight: Int
    package let format: Format
    /// 1…100 for JPEG and WebP; PNG ignores it.
    package let quality: Int

    package init(name: String, boxWidth: Int, boxHeight: Int, format: Format, quality: Int) {
        self.name = name
        self.boxWidth = boxWidth
        self.boxHeight = boxHeight
        self.format = format
        self.quality = quality
    }

    /// Every parameter in one line; its digest is part of the recipe's id.
    package var definition: String {
        "box=\(boxWidth)x\(boxHeight);fit=inside;filter=lanczos3;format=\(format.rawValue);"
            + "quality=\(quality);encoder=\(Recipe.encoderVersion)"
    }

    /// The size of the rendition of an upright picture.
    package func size(forWidth width: Int, height: Int) -> (width: Int, height: Int) {
        guard width > boxWidth || height > boxHeight else { return (width, height) }
        // The side that limits the size decides; in integers, so that it is exact.
        if width * boxHeight >= height * boxWidth {
            return (boxWidth, max(1, (height * boxWidth + width / 2) / width))
        }
        return (max(1, (width * boxHeight + height / 2) / height), boxHeight)
    }
}
