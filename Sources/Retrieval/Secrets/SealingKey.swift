import Cryptography
package import Foundation

/// The key that encrypts stored addresses with credentials until they are fetched: AES-256-GCM
/// (NIST SP 800-38D). docs/decisions/010 says why they are stored at all.
package struct SealingKey: Sendable {
    private let cipher: AESGCM

    package static func fresh() -> [UInt8] { AESGCM.randomBytes(32) }

    /// Nil unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        cipher = AESGCM(key: bytes)
    }

    /// Nonce, ciphertext and tag. `owner` must be the same to open it.
    package func seal(_ text: String, owner: String) -> Data {
        Data(cipher.seal(Array(text.utf8), additional: Array(owner.utf8)))
    }

    package func seal(_ secret: [UInt8], additional: [UInt8]) -> [UInt8] {
        cipher.seal(secret, additional: additional)
    }

    package func authenticationKey(for purpose: String) -> [UInt8] {
        cipher.authenticationKey(for: purpose)
    }

    /// Nil if it was sealed under another key, with other additional bytes, or was altered.
    package func open(_ sealed: [UInt8], additional: [UInt8]) -> [UInt8]? {
        cipher.open(sealed, additional: additional)
    }

    /// Nil if it was sealed under another key or for another owner, or was altered.
    package func open(_ sealed: Data, owner: String) -> String? {
        cipher.open(Array(sealed), additional: Array(owner.utf8))
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
