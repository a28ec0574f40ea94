/// Two parts of a file say different things. The record keeps one and does not hide the other.
package struct MetadataConflict: Codable, Equatable, Sendable {
    package var field: String
    package var kept: String
    package var other: String
    /// Where the other one stands.
    package var otherSlot: String

    /// A conflict is for people; prompts of megabytes are not kept twice for it.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 4_000 ? text : String(text.prefix(1_000)) + "…"
    }

    init(_ field: String, kept: String, other: String, otherSlot: String) {
        self.field = field
        self.kept = Self.shortened(kept)
        self.other = Self.shortened(other)
        self.otherSlot = otherSlot
    }
}
