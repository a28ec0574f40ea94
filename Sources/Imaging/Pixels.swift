/// A whole decoded picture, as stored: not turned, not colour-converted.
///
/// For tests, comparisons and tools; the pipeline itself never holds a whole picture.
package struct Pixels: Sendable, Equatable {
    package let shape: PixelShape
    /// Packed rows; 8-bit samples are multiplied by 257, so that both depths have one scale.
    package var samples: [UInt16]

    package init(shape: PixelShape, samples: [UInt16]) {
        precondition(samples.count == shape.samplesPerRow * shape.height)
        self.shape = shape
        self.samples = samples
    }
}

/// Decodes all pixels of a picture. Memory is proportional to its area: only for small pictures.
package func decodePixels(
    _ source: ByteSource, _ header: PictureHeader, limits: PictureLimits
) throws(PictureError) -> Pixels {
    let collector = PixelCollector()
    try decode(source, header, limits: limits, into: collector)
    return Pixels(shape: collector.shape, samples: collector.samples)
}

private final class PixelCollector: RowSink {
    var shape = PixelShape(width: 0, height: 0, channels: 1, depth: 8)
    var samples: [UInt16] = []

    func begin(_ shape: PixelShape) {
        self.shape = shape
        samples.reserveCapacity(shape.samplesPerRow * shape.height)
    }

    func receive(row: UnsafeRawPointer) {
        let count = shape.samplesPerRow
        if shape.depth == 16 {
            samples.append(
                contentsOf: UnsafeBufferPointer(
                    start: row.assumingMemoryBound(to: UInt16.self), count: count))
        } else {
            let bytes = UnsafeRawBufferPointer(start: row, count: count)
            samples.append(contentsOf: bytes.lazy.map { UInt16($0) * 257 })
        }
    }
}
