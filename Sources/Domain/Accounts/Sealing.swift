package import Cryptography

/// Hides secrets that are needed again as they were.
package protocol Sealing: Sendable {
    /// - Parameter additional: not hidden, but needed to open it.
    func seal(_ secret: [UInt8], additional: [UInt8]) -> [UInt8]
    /// Nil when it was sealed otherwise, or altered.
    func open(_ sealed: [UInt8], additional: [UInt8]) -> [UInt8]?
}

extension AESGCM: Sealing {}
