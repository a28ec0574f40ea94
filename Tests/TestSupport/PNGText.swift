/// A PNG with a `tEXt` chunk behind its header, as generators write them.
package func withText(_ png: [UInt8], _ key: String, _ text: String) -> [UInt8] {
    let payload = Array("tEXt".utf8) + Array(key.utf8) + [0] + Array(text.utf8)
    let chunk = bigEndian(UInt32(payload.count - 4)) + payload + bigEndian(checksum(payload))
    // Behind the signature and IHDR.
    return Array(png[..<33]) + chunk + Array(png[33...])
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
}

/// The CRC of PNG's chunks: PNG specification, annex D.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }
}
