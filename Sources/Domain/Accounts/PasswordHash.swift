/// How passwords are hashed.
package protocol PasswordHashing: Sendable {
    /// - Parameter password: 1 to 72 bytes, without a zero.
    func hash(_ password: [UInt8], random: [UInt8]) -> String
    func verify(_ password: [UInt8], against hash: String) -> Bool
}

/// What is kept of a password. Making one takes a quarter of a second: not inside a transaction.
package struct PasswordHash: Sendable, Equatable {
    /// bcrypt reads no further, so that a longer one would be weaker than it looks.
    package static let byteLimit = 72

    let text: String

    /// - Throws: `DomainError.invalid`.
    package init(of password: String, _ environment: DomainEnvironment) throws(DomainError) {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty else { throw .invalid(.password, .empty) }
        guard bytes.count <= PasswordHash.byteLimit else {
            throw .invalid(.password, .tooLong(limit: PasswordHash.byteLimit))
        }
        guard !bytes.contains(0) else { throw .invalid(.password, .malformed) }
        text = environment.passwords.hash(bytes, random: environment.randomBytes(16))
    }

    /// That of another program.
    /// - Throws: `DomainError.invalid` for what is no bcrypt hash.
    package init(imported text: String) throws(DomainError) {
        guard text.wholeMatch(of: /\$2[aby]\$[0-9]{2}\$[.\/A-Za-z0-9]{53}/) != nil else {
            throw .invalid(.password, .malformed)
        }
        self.text = text
    }
}
