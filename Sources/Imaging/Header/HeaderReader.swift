/// Reads integers and slices at any offset of a source, through a small window.
///
/// Header parsers skip over most of a file, so the window is short.
struct HeaderReader {
    let source: ByteSource
    private let format: PictureFormat
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    init(_ source: ByteSource, _ format: PictureFormat) {
        self.source = source
        self.format = format
    }

    var size: UInt64 { source.size }

    mutating func byte(at offset: UInt64) throws(PictureError) -> UInt8 {
        try reserve(offset, 1)
        return window[Int(offset - windowStart)]
    }

    mutating func bigEndian16(at offset: UInt64) throws(PictureError) -> UInt16 {
        try reserve(offset, 2)
        let start = Int(offset - windowStart)
        return UInt16(window[start]) << 8 | UInt16(window[start + 1])
    }

    mutating func bigEndian32(at offset: UInt64) throws(PictureError) -> UInt32 {
        UInt32(try bigEndian16(at: offset)) << 16 | UInt32(try bigEndian16(at: offset + 2))
    }

    mutating func littleEndian16(at offset: UInt64) throws(PictureError) -> UInt16 {
        try bigEndian16(at: offset).byteSwapped
    }

    mutating func littleEndian24(at offset: UInt64) throws(PictureError) -> UInt32 {
        UInt32(try littleEndian16(at: offset)) | UInt32(try byte(at: offset + 2)) << 16
    }

    mutating func littleEndian32(at offset: UInt64) throws(PictureError) -> UInt32 {
        try bigEndian32(at: offset).byteSwapped
    }

    /// `count` bytes; the caller has checked `count` against a limit.
    func bytes(at offset: UInt64, count: Int) throws(PictureError) -> [UInt8] {
        guard offset <= size, UInt64(count) <= size - offset else { throw endsTooEarly }
        var filled = 0
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
                guard let got = source.read(at: offset + UInt64(filled), into: rest) else {
                    failed = true
                    break
                }
                if got == 0 { break }
                filled += got
            }
            initialized = filled
        }
        if failed { throw .unreadable("the file could not be read") }
        if filled < count { throw endsTooEarly }
        return bytes
    }

    private var endsTooEarly: PictureError { .truncated(format, "the file ends inside its header") }

    private mutating func reserve(_ offset: UInt64, _ count: UInt64) throws(PictureError) {
        if offset >= windowStart, offset + count <= windowStart + UInt64(window.count) { return }
        guard offset < size, count <= size - offset else { throw endsTooEarly }
        window = try bytes(at: offset, count: Int(min(512, size - offset)))
        windowStart = offset
    }
}
