@testable import Imaging

/// Rows as they were delivered.
final class RowBytes: RowSink {
    private(set) var shape = PixelShape(width: 0, height: 0, channels: 1, depth: 8)
    private(set) var bytes: [UInt8] = []

    func begin(_ shape: PixelShape) { self.shape = shape }

    func receive(row: UnsafeRawPointer) {
        let count = shape.samplesPerRow * shape.depth / 8
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: row, count: count))
    }
}
