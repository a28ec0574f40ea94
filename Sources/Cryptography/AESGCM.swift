#if canImport(CryptoKit)
    import CryptoKit
    import Foundation
#else
    internal import CNettle
#endif

/// AES-256-GCM (NIST SP 800-38D): what is sealed can be read only by the key, and was not altered.
///
/// A sealed text is a nonce of 12 bytes, as many bytes as the text has, and a tag of 16.
package struct AESGCM: Sendable {
    private static let nonceBytes = 12
    private static let tagBytes = 16

    private let key: [UInt8]

    /// - Precondition: the key has 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == 32)
        self.key = key
    }

    /// Bytes that nobody can guess, from the system's own source.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) }
    }

    /// - Parameter additional: not sealed, but needed to open it.
    package func seal(_ text: [UInt8], additional: [UInt8]) -> [UInt8] {
        seal(text, additional: additional, nonce: AESGCM.randomBytes(AESGCM.nonceBytes))
    }

    /// A key for authentication codes, another one for each purpose, from which this one cannot be found.
    package func authenticationKey(for purpose: String) -> [UInt8] {
        authenticationCode(of: Array(purpose.utf8), key: key)
    }

    /// Nil when it was sealed under another key, with other additional bytes, or was altered.
    package func open(_ sealed: [UInt8], additional: [UInt8]) -> [UInt8]? {
        let overhead = AESGCM.nonceBytes + AESGCM.tagBytes
        guard sealed.count >= overhead else { return nil }
        let nonce = Array(sealed.prefix(AESGCM.nonceBytes))
        let tag = Array(sealed.suffix(AESGCM.tagBytes))
        let hidden = Array(sealed.dropFirst(AESGCM.nonceBytes).dropLast(AESGCM.tagBytes))
        return open(hidden, nonce, tag, additional)
    }
}

#if canImport(CryptoKit)
    extension AESGCM {
        func seal(_ text: [UInt8], additional: [UInt8], nonce: [UInt8]) -> [UInt8] {
            guard
                let box = try? AES.GCM.seal(
                    Data(text), using: SymmetricKey(data: Data(key)),
                    nonce: AES.GCM.Nonce(data: Data(nonce)), authenticating: Data(additional))
            else { preconditionFailure("keys of 32 bytes and nonces of 12 are taken") }
            return nonce + Array(box.ciphertext) + Array(box.tag)
        }

        private func open(
            _ hidden: [UInt8], _ nonce: [UInt8], _ tag: [UInt8], _ additional: [UInt8]
        ) -> [UInt8]? {
            guard
                let box = try? AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: Data(nonce)), ciphertext: Data(hidden),
                    tag: Data(tag)),
                let text = try? AES.GCM.open(
                    box, using: SymmetricKey(data: Data(key)), authenticating: Data(additional))
            else { return nil }
            return Array(text)
        }
    }
#else
    extension AESGCM {
        func seal(_ text: [UInt8], additional: [UInt8], nonce: [UInt8]) -> [UInt8] {
            var context = started(nonce, additional)
            var hidden = [UInt8](repeating: 0, count: text.count)
            nettle_gcm_aes256_encrypt(&context, text.count, &hidden, text)
            return nonce + hidden + tag(&context)
        }

        private func open(
            _ hidden: [UInt8], _ nonce: [UInt8], _ tag: [UInt8], _ additional: [UInt8]
        ) -> [UInt8]? {
            var context = started(nonce, additional)
            var text = [UInt8](repeating: 0, count: hidden.count)
            nettle_gcm_aes256_decrypt(&context, hidden.count, &text, hidden)
            // Compared in the same time whatever differs.
            let isWhole = nettle_memeql_sec(self.tag(&context), tag, AESGCM.tagBytes) == 1
            return isWhole ? text : nil
        }

        private func started(_ nonce: [UInt8], _ additional: [UInt8]) -> gcm_aes256_ctx {
            var context = gcm_aes256_ctx()
            nettle_gcm_aes256_set_key(&context, key)
            nettle_gcm_aes256_set_iv(&context, nonce.count, nonce)
            nettle_gcm_aes256_update(&context, additional.count, additional)
            return context
        }

        private func tag(_ context: inout gcm_aes256_ctx) -> [UInt8] {
            var tag = [UInt8](repeating: 0, count: AESGCM.tagBytes)
            nettle_gcm_aes256_digest(&context, tag.count, &tag)
            return tag
        }
    }
#endif
