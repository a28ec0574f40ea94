@testable import GenerationMetadata

extension EmbeddedSlot {
    /// The slot's bytes as PNG texts are decoded.
    var text: String { TextDecoding.text(bytes[...]) }
}
