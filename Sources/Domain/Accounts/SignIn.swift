/// A sign-in in three steps, because hashing takes a quarter of a second, which no transaction lasts:
/// what is known of the address is read, the password is checked, and the outcome is recorded.
package struct SignInCheck: Sendable {
    let userID: String?
    let hash: String?

    /// For addresses that nobody has: an answer takes as long as for others.
    static let nobody = "$2b$12$abcdefghijklmnopqrstuuMbVYkv5eEYXOHqzOTkHPU7lQZ0Zl9/W"

    package func passes(_ password: String, _ environment: DomainEnvironment) -> Bool {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty, bytes.count <= PasswordHash.byteLimit, !bytes.contains(0) else {
            return false
        }
        let isRight = environment.passwords.verify(bytes, against: hash ?? SignInCheck.nobody)
        return isRight && hash != nil
    }
}

extension Users {
    /// The first step. Asked by the program itself.
    package func signInCheck(email: String) throws -> SignInCheck {
        let user = try find(email: email)
        return SignInCheck(
            userID: user?.id, hash: user?.disabledAt == nil ? user?.passwordHash : nil)
    }
}

extension Users where Access == DomainTransaction {
    /// The last step.
    /// - Returns: who signed in; nil when the password was wrong, which is counted.
    package func recordSignIn(_ check: SignInCheck, passed: Bool) throws -> User? {
        guard let id = check.userID, let user = try access.find(User.self, id) else { return nil }
        // The password may have been changed, or the account disabled, meanwhile.
        let isSame = user.passwordHash == check.hash && user.disabledAt == nil
        guard passed, isSame else {
            try access.update(user) {
                $0.failedSignIns += 1
                $0.lastFailedAt = access.now
            }
            return nil
        }
        return try access.update(user) {
            $0.failedSignIns = 0
            $0.lastLoginAt = access.now
        }
    }
}
