import GenerationMetadata

/// The record of a file that a test wrote.
func record(_ bytes: [UInt8]) -> GenerationRecord { EmbeddedSlots.read(bytes: bytes).record() }

/// The record of a PNG with these texts.
func record(_ texts: KeyValuePairs<String, String>) -> GenerationRecord {
    record(PNGFixture.png(texts))
}
