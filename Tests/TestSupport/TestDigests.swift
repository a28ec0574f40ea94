package import Values

extension Digest {
    /// The digest whose bytes are all the same, but for the last where it is given.
    package init(repeating byte: UInt8, last: UInt8? = nil) {
        self.init(bytes: [UInt8](repeating: byte, count: 31) + [last ?? byte])
    }
}
