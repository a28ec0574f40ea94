extension DomainAccess {
    /// Whose rows a list is about: those of the viewer, or for admins of anybody they name.
    /// - Throws: `DomainError.notFound` for somebody else.
    func owner(_ user: String?) throws -> String {
        guard let user, user != viewer.userID else { return viewer.userID }
        guard viewer.isAdmin else { throw DomainError.notFound(.users, user) }
        return user
    }
}
