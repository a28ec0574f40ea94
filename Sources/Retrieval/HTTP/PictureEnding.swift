/// Whether a picture has the end of its format, which is missing if the server is still writing the
/// file. Bytes of other formats count as whole.
struct PictureEnding {
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var count: UInt64 = 0

    private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The whole last chunk: no bytes, its name, its CRC.
    private static let pngEnd: [UInt8] = [
        0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += UInt64(bytes.count)
        if head.count < 16 { head += bytes.prefix(16 - head.count) }
        tail = Array((tail + bytes.suffix(64)).suffix(64))
    }

    /// Whether bytes begin like a picture that browsers show; nothing compressed does.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: pngSignature) || bytes.starts(with: [0xFF, 0xD8, 0xFF])
            || bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8)
            || bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    }

    var isWhole: Bool {
        if head.starts(with: PictureEnding.pngSignature) {
            // Some programs write a few bytes after it.
            return tail.indices.contains { tail[$0...].starts(with: PictureEnding.pngEnd) }
        }
        if head.starts(with: [0xFF, 0xD8]) {
            return zip(tail, tail.dropFirst()).contains { $0 == 0xFF && $1 == 0xD9 }
        }
        if head.starts(with: Array("RIFF".utf8)), head.count >= 12 {
            let size = (4..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(head[$1]) }
            return count >= size + 8
        }
        return true
    }
}
