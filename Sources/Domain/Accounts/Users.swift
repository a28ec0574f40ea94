package struct Users<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var users: Users<Self> { Users(access: self) }
}

extension Users {
    package func get(_ id: String) throws -> User { try access.get(User.self, id) }

    /// For admins: whose address it is. Nil for others' and for none.
    package func find(email: String) throws -> User? {
        guard let address = try? EmailAddress(email),
            let user = try access.record(
                User.self, "WHERE email_key = ? AND deleted_at IS NULL", [address.key])
        else { return nil }
        return try access.find(User.self, user.id)
    }

    /// Whom the command line acts for: the first admin there was. Nil in a store without accounts.
    package func owner() throws -> User? {
        try access.record(
            User.self, "WHERE role = 'admin' AND deleted_at IS NULL ORDER BY created_at, id", [])
    }

    /// Whether anybody can sign in by a password.
    package func haveAnyPassword() throws -> Bool {
        try access.record(
            User.self,
            "WHERE password_hash IS NOT NULL AND disabled_at IS NULL AND deleted_at IS NULL",
            []) != nil
    }

    /// Oldest first; for admins.
    package func page(_ request: PageRequest = PageRequest()) throws -> Page<User> {
        try access.requireAdmin()
        var list = ListQuery<User>(orderedBy: "created_at", .ascending)
        list.conditions.add("users.deleted_at IS NULL")
        return try list.page(request, access)
    }
}
