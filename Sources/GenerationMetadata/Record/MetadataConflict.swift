/// Two parts of a file say different things. The record keeps one and does not hide the other.
package struct MetadataConflict: Codable, Equatable, Sendable {
    package var field: String
    package var kept: String
    package var other: String
    /// Where the other one stands.
    package var otherSlot: String

    init(_ field: String, kept: String, other: String, otherSlot: String) {
        self.field = field
        self.kept = kept
        self.other = other
        self.otherSlot = otherSlot
    }
}
