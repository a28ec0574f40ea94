import CZlib

/// Inflates DEFLATE streams in a zlib (RFC 1950) or gzip (RFC 1952) wrapper.
///
/// Output is bounded, and what came before the damage of a damaged stream is kept. Checksums are
/// not compared: a text whose pixels decode is worth more than its Adler-32.
enum Inflate {
    enum End: Equatable {
        case whole
        case truncated
        case overLimit
        case damaged(String)
    }

    static func zlib(_ bytes: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], end: End) {
        inflate(bytes, windowBits: MAX_WBITS, limit)
    }

    static func gzip(_ bytes: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], end: End) {
        // By zlib's manual, 16 more asks for a gzip header.
        inflate(bytes, windowBits: MAX_WBITS + 16, limit)
    }

    private static let pieceBytes = 1 << 16

    private static func inflate(
        _ bytes: ArraySlice<UInt8>, windowBits: Int32, _ limit: Int
    ) -> (bytes: [UInt8], end: End) {
        // zlib keeps the address of its stream, which must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
            return ([], .damaged("zlib did not begin"))
        }
        defer { inflateEnd(stream) }
        inflateValidate(stream, 0)
        return bytes.withUnsafeBytes { run(stream, $0, limit) }
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeRawBufferPointer, _ limit: Int
    ) -> (bytes: [UInt8], end: End) {
        // It reads from there only; the type says otherwise because of old compilers.
        let start = input.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
        stream.pointee.next_in = start?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        var output: [UInt8] = []
        while true {
            // One byte more than is allowed tells a longer stream from one that ends here.
            let room = min(pieceBytes, limit + 1 - output.count)
            var status = Z_OK
            output += [UInt8](unsafeUninitializedCapacity: room) { piece, count in
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(room)
                status = CZlib.inflate(stream, Z_NO_FLUSH)
                count = room - Int(stream.pointee.avail_out)
            }
            if output.count > limit {
                output.removeLast(output.count - limit)
                return (output, .overLimit)
            }
            switch status {
            case Z_OK: continue
            case Z_STREAM_END: return (output, .whole)
            case Z_BUF_ERROR: return (output, .truncated)
            case Z_NEED_DICT: return (output, .damaged("a preset dictionary is wanted"))
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) }
                return (output, .damaged(reason ?? "zlib's status \(status)"))
            }
        }
    }
}
