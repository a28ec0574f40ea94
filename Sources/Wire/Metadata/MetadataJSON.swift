package import GenerationMetadata

/// What a picture's file says of how it was made.
package struct MetadataJSON: WireJSON {
    /// Of what is in a store; absent for a file outside.
    package let digest: String?
    /// Absent for what is in a store.
    package let file: String?
    /// `docs/generators.md` describes it. Absent where the file says nothing.
    package let record: RawJSON?
    package let slots: [MetadataSlotJSON]
    /// Parts of the file that could not be read, in sentences.
    package let problems: [String]

    package init(
        _ found: EmbeddedSlots, _ record: GenerationRecord, digest: String? = nil,
        file: String? = nil
    ) {
        self.digest = digest
        self.file = file
        self.record = record.isEmpty ? nil : record.json.map(RawJSON.init)
        slots = found.slots.map(MetadataSlotJSON.init)
        problems = found.problems.map(\.message)
    }
}

/// One chunk, segment or box beside the pixels.
package struct MetadataSlotJSON: WireJSON {
    package let slot: String
    /// The keyword of a PNG text.
    package let key: String?
    package let offset, bytes: Int
    package let after_pixels: Bool
    /// Absent for what is no text.
    package let text: String?

    package init(_ slot: EmbeddedSlot) {
        self.slot = slot.kind.rawValue
        key = slot.key.isEmpty ? nil : slot.key
        offset = Int(clamping: slot.offset)
        bytes = slot.bytes.count
        after_pixels = slot.isAfterPixels
        text = slot.text
    }
}
