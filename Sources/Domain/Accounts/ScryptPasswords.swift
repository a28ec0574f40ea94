package import Cryptography
import Foundation

/// scrypt, for systems without bcrypt. Hashes are written as passlib writes them:
/// `$scrypt$ln=15,r=8,p=1$salt$key`, both in base64 without padding.
package struct ScryptPasswords: PasswordHashing {
    private let scrypt: Scrypt

    /// - Parameter scrypt: the default takes 32 MiB.
    package init(_ scrypt: Scrypt = Scrypt(log2Cost: 15, blockSize: 8, parallelism: 1)) {
        self.scrypt = scrypt
    }

    package func hash(_ password: [UInt8], random: [UInt8]) -> String {
        let key = scrypt.key(password, salt: random, count: 32)
        return "$scrypt$ln=\(scrypt.log2Cost),r=\(scrypt.blockSize),p=\(scrypt.parallelism)"
            + "$\(Self.text(random))$\(Self.text(key))"
    }

    package func verify(_ password: [UInt8], against hash: String) -> Bool {
        let form =
            /\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})\$([^$]{1,256})\$([^$]{1,256})/
        guard let match = hash.wholeMatch(of: form),
            let log2Cost = Int(match.1), let blockSize = Int(match.2),
            let parallelism = Int(match.3), Scrypt.allows(log2Cost, blockSize, parallelism),
            let salt = Self.bytes(match.4), let wanted = Self.bytes(match.5), wanted.count >= 16
        else { return false }
        let found = Scrypt(log2Cost: log2Cost, blockSize: blockSize, parallelism: parallelism)
            .key(password, salt: salt, count: wanted.count)
        // Compared in the same time whatever differs.
        return zip(found, wanted).reduce(0 as UInt8) { $0 | $1.0 ^ $1.1 } == 0
    }

    private static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init)
    }
}

/// What a system hashes passwords with.
package enum SystemPasswords {
    #if canImport(CCrypt)
        package static let hashing: any PasswordHashing = BcryptPasswords()
    #else
        package static let hashing: any PasswordHashing = ScryptPasswords()
    #endif
}
