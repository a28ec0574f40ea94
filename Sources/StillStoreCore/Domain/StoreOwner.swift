package import Domain

extension StoreDomain {
    /// Whose the store is: the first admin there was, made when it is first asked for. Assets without a
    /// user are theirs.
    package func owner() throws -> User {
        let known = try read(as: .program) { try $0.users.owner() }
        if let known { return known }
        return try change(as: .program) { transaction in
            // Another program may have made it meanwhile.
            try transaction.users.owner()
                ?? transaction.users.create(email: "owner@localhost", name: "Owner", role: .admin)
        }
    }

    /// On whose behalf a command acts.
    /// - Parameter email: nil for the store's owner.
    /// - Throws: `DomainError.notFound` for an address that nobody has.
    package func viewer(email: String? = nil) throws -> Viewer {
        guard let email else {
            if library.isUnwritable {
                return try read(as: .program) { try $0.users.owner()?.viewer } ?? .program
            }
            return try owner().viewer
        }
        guard let user = try read(as: .program, { try $0.users.find(email: email) }) else {
            throw DomainError.notFound(.users, email)
        }
        return user.viewer
    }
}
