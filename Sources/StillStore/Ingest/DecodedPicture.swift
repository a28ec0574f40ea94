import Catalog
import Imaging

/// What one decode of a file's bytes gave.
struct DecodedPicture {
    let content: BlobRecord.Content
    let renditions: [Rendition]

    var facts: PictureFacts? {
        if case .picture(let facts) = content { facts } else { nil }
    }

    /// Reads the header, waits until the pixels fit beside those of the other workers, decodes.
    init(
        _ source: ByteSource, _ recipes: [Recipe], _ limits: PictureLimits, _ memory: MemoryBudget
    ) throws(PictureError) {
        let header = try probe(source, limits: limits)
        let bytes = header.heldBytes + header.scratchBytes
        let rendering = try memory.holding(bytes) { () throws(PictureError) in
            try render(source, header, recipes: recipes, limits: limits)
        }
        content = .picture(PictureFacts(header, rendering))
        renditions = rendering.renditions
    }

    /// Bytes that are kept although they are no readable picture.
    init(undecodable reason: String) {
        content = .undecodable(reason: reason)
        renditions = []
    }
}

extension PictureFacts {
    init(_ header: PictureHeader, _ rendering: Rendering) {
        self.init(
            format: header.format.rawValue, width: Int(header.width), height: Int(header.height),
            storedWidth: Int(header.storedWidth), storedHeight: Int(header.storedHeight),
            orientation: Int(header.orientation.rawValue), bits: header.bitsPerSample,
            channels: header.channels, frames: header.frames, isLayered: header.isLayered,
            isTransparent: rendering.isTransparent, hasProfile: header.color.hasProfile,
            perceptualHash: rendering.perceptualHash.bits)
    }
}
