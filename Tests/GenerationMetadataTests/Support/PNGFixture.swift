/// PNGs that hold no picture worth the name, and text.
struct PNGFixture {
    private var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    init() { chunk("IHDR", big(1, 4) + big(1, 4) + [8, 2, 0, 0, 0]) }

    mutating func chunk(_ type: String, _ payload: [UInt8]) {
        bytes += big(payload.count, 4) + Array(type.utf8) + payload + [0, 0, 0, 0]
    }

    mutating func text(_ key: String, _ text: String) {
        chunk("tEXt", Array(key.utf8) + [0] + Array(text.utf8))
    }

    mutating func pixels() { chunk("IDAT", Array(repeating: 7, count: 100)) }

    func finish() -> [UInt8] {
        var whole = self
        whole.chunk("IEND", [])
        return whole.bytes
    }

    /// One PNG with `texts` before its pixels.
    static func png(_ texts: KeyValuePairs<String, String>) -> [UInt8] {
        var png = PNGFixture()
        for (key, text) in texts { png.text(key, text) }
        png.pixels()
        return png.finish()
    }
}
