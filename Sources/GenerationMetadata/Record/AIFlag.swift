/// Whether a file says that a model made its picture.
package enum AIFlag: String, Codable, Sendable {
    /// It says nothing, which proves nothing.
    case none
    /// Made by a model, by a claim or by the parameters it was made with.
    case claimed
    /// A picture that a model changed or added to.
    case composite
}
