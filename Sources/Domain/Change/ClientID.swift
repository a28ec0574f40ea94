extension DomainTransaction {
    /// A new id, or the one that a client chose: 1 to 64 letters, digits and `-_.`.
    /// - Throws: `DomainError.invalid`.
    func newID(_ chosen: String?) throws -> String {
        guard let chosen else { return makeID() }
        guard chosen.wholeMatch(of: /[A-Za-z0-9_.-]{1,64}/) != nil else {
            throw DomainError.invalid(.id, .malformed)
        }
        return chosen
    }
}
