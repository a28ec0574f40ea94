import CCodecs

/// Takes the rows of one picture, top to bottom.
protocol RowSink: AnyObject {
    /// Called once, before any row.
    func begin(_ shape: PixelShape)
    /// `shape.samplesPerRow` samples of `shape.depth` bits, valid during the call.
    func receive(row: UnsafeRawPointer)
}

/// Decodes a picture row by row into `sink`, in its stored orientation.
///
/// - Parameter shrink: 1, 2, 4 or 8: a JPEG may be decoded at 1/`shrink` of its size.
/// - Returns: whether a fast path decoded it instead of the format's library. The rows are the
///   same.
/// - Throws: `PictureError` with the decoder's message. Rows may have been delivered before; the
///   caller discards them.
@discardableResult
func decode(
    _ source: ByteSource, _ header: PictureHeader, shrink: UInt32 = 1, limits: PictureLimits,
    into sink: any RowSink
) throws(PictureError) -> Bool {
    var request = request(for: header, limits: limits)
    request.shrink = shrink
    var reason = ss_reason()
    var tookFastPath: UInt8 = 0
    let status = withUnsafeMutablePointer(to: &tookFastPath) { answer in
        request.took_fast_path = answer
        return withCallbacks(source, sink) { source, rows in
            switch header.format {
            case .jpeg: ss_jpeg_decode(source, &request, rows, &reason)
            case .png: ss_png_decode(source, &request, rows, &reason)
            case .webp: ss_webp_decode(source, &request, rows, &reason)
            case .gif: ss_gif_decode(source, &request, rows, &reason)
            }
        }
    }
    guard status != SS_OK else { return tookFastPath != 0 }
    throw pictureError(status, header.format, reason)
}

/// What a decoder needs to know besides the bytes.
func request(for header: PictureHeader, limits: PictureLimits) -> ss_request {
    let fastBytes = header.format == .jpeg ? limits.fastJPEGBytes : limits.fastPNGBytes
    return ss_request(
        width: header.storedWidth, height: header.storedHeight, memory_limit: limits.pixelBytes,
        shrink: 1, scan_limit: limits.scans, chunk_limit: limits.chunkBytes,
        animation_limit: limits.animationPixels, fast_limit: min(fastBytes, limits.pixelBytes),
        took_fast_path: nil)
}

/// The context of the C callbacks.
private struct Callbacks {
    let source: ByteSource
    let sink: (any RowSink)?
}

func withSource(
    _ source: ByteSource, _ body: (UnsafePointer<ss_source>) -> ss_status
) -> ss_status {
    withCallbacks(source, nil) { source, _ in body(source) }
}

private func withCallbacks(
    _ source: ByteSource, _ sink: (any RowSink)?,
    _ body: (UnsafePointer<ss_source>, UnsafePointer<ss_rows>) -> ss_status
) -> ss_status {
    var callbacks = Callbacks(source: source, sink: sink)
    return withUnsafeMutablePointer(to: &callbacks) { context in
        var cSource = ss_source(
            context: context,
            read: { context, offset, into, count in
                let callbacks = context!.assumingMemoryBound(to: Callbacks.self)
                let buffer = UnsafeMutableRawBufferPointer(start: into, count: count)
                return callbacks.pointee.source.read(at: offset, into: buffer) ?? -1
            },
            bytes: source.memory?.baseAddress?.assumingMemoryBound(to: UInt8.self),
            size: source.size)
        var rows = ss_rows(
            context: context,
            begin: { context, shape in
                let callbacks = context!.assumingMemoryBound(to: Callbacks.self)
                let shape = shape!.pointee
                callbacks.pointee.sink?.begin(
                    PixelShape(
                        width: Int(shape.width), height: Int(shape.height),
                        channels: Int(shape.channels), depth: Int(shape.depth),
                        isCMYK: shape.cmyk != 0))
                return 0
            },
            row: { context, samples in
                let callbacks = context!.assumingMemoryBound(to: Callbacks.self)
                callbacks.pointee.sink?.receive(row: samples!)
                return 0
            })
        return body(&cSource, &rows)
    }
}

func words(_ reason: ss_reason) -> String {
    withUnsafeBytes(of: reason.text) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

func pictureError(
    _ status: ss_status, _ format: PictureFormat, _ reason: ss_reason
) -> PictureError {
    let words = words(reason)
    return switch status {
    case SS_TRUNCATED: .truncated(format, words)
    case SS_UNSUPPORTED: .unsupported(format, words)
    case SS_LIMIT: .overLimit(format, words, limit: .pixelBytes)
    case SS_SCANS: .overLimit(format, words, limit: .scans)
    case SS_ANIMATION: .overLimit(format, words, limit: .animationPixels)
    case SS_MEMORY: .outOfMemory(words)
    case SS_READ: .unreadable(words)
    default: .corrupt(format, words)
    }
}
