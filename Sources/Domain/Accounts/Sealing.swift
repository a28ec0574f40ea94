package import Cryptography

/// Hides secrets that are needed again as they were.
package protocol Sealing: Sendable {
    /// - Parameter additional: not hidden, but needed to open it.
    /// - Throws: where there is no key, and none can be made.
    func seal(_ secret: [UInt8], additional: [UInt8]) throws -> [UInt8]
    /// Nil when it was sealed otherwise, or altered.
    func open(_ sealed: [UInt8], additional: [UInt8]) throws -> [UInt8]?
    /// A key for authentication codes, another one for each purpose.
    func authenticationKey(for purpose: String) throws -> [UInt8]
}

extension AESGCM: Sealing {}
