import Cryptography
import Values

/// An address of a file that works without an account until a moment: so that a generator can be handed a
/// picture.
package struct SignedAddress: Sendable, Equatable {
    package let asset: String
    /// Nil for the original.
    package let recipe: String?
    /// UTC milliseconds.
    package let expires: Int64
    /// HMAC-SHA-256 in hexadecimal digits.
    package let signature: String

    package init(asset: String, recipe: String?, expires: Int64, signature: String) {
        (self.asset, self.recipe) = (asset, recipe)
        (self.expires, self.signature) = (expires, signature)
    }

    package static let longestMilliseconds: Int64 = 7 * 24 * 60 * 60 * 1000
}

extension DomainAccess {
    /// - Throws: `DomainError.notFound` for what the viewer may not know of.
    package func signedAddress(
        of asset: String, recipe: String?, milliseconds: Int64
    ) throws -> SignedAddress {
        try requireAsset(asset)
        guard 1...SignedAddress.longestMilliseconds ~= milliseconds else {
            throw DomainError.invalid(.expiry, .outside(1, SignedAddress.longestMilliseconds))
        }
        let expires = now + milliseconds
        return SignedAddress(
            asset: asset, recipe: recipe, expires: expires,
            signature: try signature(asset, recipe, expires))
    }

    /// Whether the store has signed it, and it works still.
    package func isValid(_ address: SignedAddress) throws -> Bool {
        let own = try signature(address.asset, address.recipe, address.expires)
        // In the same time wherever they differ.
        let given = Array(address.signature.utf8)
        guard given.count == own.utf8.count else { return false }
        let difference = zip(own.utf8, given).reduce(0) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && address.expires > now
    }

    private func signature(_ asset: String, _ recipe: String?, _ expires: Int64) throws -> String {
        let key = try environment.sealing.authenticationKey(for: "signed addresses")
        let text = "\(asset)\n\(recipe ?? "")\n\(expires)"
        return authenticationCode(of: Array(text.utf8), key: key).hexadecimal
    }
}
