package import Values

/// A picture in the form that a recipe gives it.
package struct WantedRendition: Hashable, Sendable {
    package let digest: Digest
    /// The recipe's id.
    package let recipe: String

    package init(digest: Digest, recipe: String) {
        self.digest = digest
        self.recipe = recipe
    }
}
