/// All that one file says beside its pixels, in the order in which it lies there.
package struct EmbeddedSlots: Equatable, Sendable {
    /// Nil where the file is of no kind that is read; the slots are then empty.
    package var container: PictureContainer?
    package var slots: [EmbeddedSlot] = []
    package var problems: [MetadataProblem] = []
    /// Whether pixels may hold stealth data: they are stored without loss.
    package var isLossless = false

    package init() {}

    /// Reads the slots of a file from its headers; pixels are stepped over. Never fails: what
    /// cannot be read is among the problems.
    package static func read(
        from reader: ByteReader, limits: MetadataLimits = MetadataLimits()
    ) -> EmbeddedSlots {
        var collector = SlotCollector(ByteWindow(reader), limits: limits)
        let container = PictureContainer(collector.window.bytes(at: 0, count: 16))
        switch container {
        case .png: PNGSlots.collect(into: &collector)
        case .jpeg: JPEGSlots.collect(into: &collector)
        case .webp: WebPSlots.collect(into: &collector)
        case .gif: GIFSlots.collect(into: &collector)
        case .isobmff: BMFFSlots.collect(into: &collector)
        case nil: break
        }
        if collector.window.hasFailed {
            collector.problem(.unreadable(offset: collector.lastOffset))
        }
        collector.found.container = container
        return collector.found
    }

    package static func read(
        bytes: [UInt8], limits: MetadataLimits = MetadataLimits()
    ) -> EmbeddedSlots {
        read(from: ByteReader(bytes), limits: limits)
    }
}
