@testable import Imaging

/// A JPEG decoded at a fraction of its size with the fast path, and by libjpeg alone.
struct JPEGPaths {
    enum Outcome: Equatable {
        case decoded(PixelShape, [UInt8])
        case refused(PictureError)
    }

    let fast, libjpeg: Outcome
    /// Whether the fast path delivered the picture, rather than leave it to libjpeg.
    private(set) var tookFastPath = false

    init(_ bytes: [UInt8], shrink: UInt32, limits: PictureLimits = PictureLimits()) {
        var alone = limits
        alone.fastJPEGBytes = 0
        var took = false
        fast = outcome(bytes, shrink, limits, &took)
        tookFastPath = took
        libjpeg = outcome(bytes, shrink, alone, &took)
    }

    var agree: Bool { fast == libjpeg }
}

// Short, because a failed expectation would print all samples.
extension JPEGPaths.Outcome: CustomStringConvertible {
    var description: String {
        switch self {
        case .decoded(let shape, let bytes): "\(shape), checksum \(crc32(bytes))"
        case .refused(let error): error.reason
        }
    }
}

private func outcome(
    _ bytes: [UInt8], _ shrink: UInt32, _ limits: PictureLimits, _ tookFastPath: inout Bool
) -> JPEGPaths.Outcome {
    // A block of their own, so that a sanitizer sees what is read behind the last of them.
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { block.deallocate() }
    block.copyBytes(from: bytes)
    let rows = RowBytes()
    do throws(PictureError) {
        let source = ByteSource(memory: UnsafeRawBufferPointer(block))
        let header = try probe(source, limits: limits)
        tookFastPath = try decode(source, header, shrink: shrink, limits: limits, into: rows)
        return .decoded(rows.shape, rows.bytes)
    } catch {
        return .refused(error)
    }
}
