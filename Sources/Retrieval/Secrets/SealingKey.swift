import Crypto
package import Foundation

/// The key under which addresses with credentials are kept until they are fetched: AES-256-GCM
/// (NIST SP 800-38D). docs/decisions/010 says why they are kept at all.
package struct SealingKey: Sendable {
    private let key: SymmetricKey

    package static func fresh() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// Nil unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// Nonce, ciphertext and tag. `owner` must be the same to open it.
    package func seal(_ text: String, owner: String) throws -> Data {
        try AES.GCM.seal(Data(text.utf8), using: key, authenticating: Data(owner.utf8)).combined
            ?? Data()
    }

    /// Nil when it was sealed under another key or for another owner, or was altered.
    package func open(_ sealed: Data, owner: String) -> String? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(box, using: key, authenticating: Data(owner.utf8))
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
