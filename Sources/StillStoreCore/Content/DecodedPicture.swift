package import Catalog
package import Imaging

/// The result of decoding a file's bytes.
package struct DecodedPicture {
    package let content: BlobRecord.Content
    /// Of bytes that were not known as a picture; nil where the disk refused to read it.
    package let metadata: BlobMetadata?
    package let renditions: [Rendition]

    package var facts: PictureFacts? {
        if case .picture(let facts) = content { facts } else { nil }
    }

    /// Reads the header, waits until the pixels fit beside those of the other workers, decodes.
    /// - Parameter isNew: whether these bytes are not known as a picture yet. Then all frames are
    ///   checked and its metadata read; of a known one only the first frame matters.
    package init(
        _ source: ByteSource, _ recipes: [Recipe], _ limits: PictureLimits, _ memory: MemoryBudget,
        isNew: Bool
    ) throws(PictureError) {
        let header = try probe(source, limits: limits)
        let bytes = header.heldBytes + header.scratchBytes
        let rendering = try memory.holding(bytes) { () throws(PictureError) in
            if isNew { try checkFrames(source, header, limits: limits) }
            return try render(source, header, recipes: recipes, limits: limits)
        }
        content = .picture(PictureFacts(header, rendering))
        metadata = isNew ? ReadMetadata.read(source) : nil
        renditions = rendering.renditions
    }

    /// Bytes that are kept although they are no readable picture.
    package init(undecodable reason: String, _ metadata: BlobMetadata?) {
        content = .undecodable(reason: reason)
        self.metadata = metadata
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
