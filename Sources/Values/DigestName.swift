extension Digest {
    /// The digest that a file of the store is named for: 64 lower-case hexadecimal digits, or nil.
    package init?(fileName: ArraySlice<UInt8>) {
        guard fileName.count == 64 else { return nil }
        let bytes: [UInt8]? = fileName.withUnsafeBufferPointer { name in
            var bytes = [UInt8](repeating: 0, count: 32)
            for index in 0..<32 {
                guard let high = digit(name[index * 2]), let low = digit(name[index * 2 + 1])
                else { return nil }
                bytes[index] = high << 4 | low
            }
            return bytes
        }
        guard let bytes else { return nil }
        self.init(bytes: bytes)
    }

    /// The least and the greatest digest of those that begin with a byte.
    package static func bounds(startingWith first: UInt8) -> (low: Digest, high: Digest) {
        let rest = 0..<31
        return (
            Digest(bytes: [first] + rest.map { _ in 0 }),
            Digest(bytes: [first] + rest.map { _ in 0xFF })
        )
    }
}

/// The byte that two lower-case hexadecimal digits name, or nil.
package func fanOutByte(_ name: ArraySlice<UInt8>) -> UInt8? {
    guard name.count == 2, let high = digit(name[name.startIndex]),
        let low = digit(name[name.startIndex + 1])
    else { return nil }
    return high << 4 | low
}

private func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
}
