/// A hash of bytes that come in pieces. The functions are the system's own on macOS (CryptoKit)
/// and nettle's elsewhere: both use the processor's instructions for SHA.
package protocol HashFunction: Sendable {
    init()

    mutating func update(_ bytes: UnsafeRawBufferPointer)

    /// The hash of what came so far; more may come.
    func finalize() -> [UInt8]
}

extension HashFunction {
    package static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var function = Self()
        Array(bytes).withUnsafeBytes { function.update($0) }
        return function.finalize()
    }
}
