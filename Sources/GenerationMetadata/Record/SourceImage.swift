/// A picture that this one was made from.
package struct SourceImage: Codable, Equatable, Sendable {
    package enum Role: String, Codable, Sendable {
        /// It was changed into this picture.
        case initial
        /// It guided the generation.
        case reference
    }

    /// A file name, an address, or the name that the generator's gallery gives it.
    package var name: String
    package var role: Role
    /// An address or a path that says more about its owner than a name does.
    package var isPrivate: Bool

    package init?(_ name: String?, _ role: Role) {
        guard let name = name?.trimmedOrNil, name != "None" else { return nil }
        self.name = name
        self.role = role
        isPrivate = PrivateDetail.reveals(name)
    }
}
