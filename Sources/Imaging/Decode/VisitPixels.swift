/// Decodes a picture and shows its rows, top to bottom as they are stored, in the machine's byte order.
///
/// Two files with the same header facts and the same rows show the same picture, whatever else they hold.
/// - Throws: `PictureError`; rows may have been shown before.
package func visitPixels(
    _ source: ByteSource, _ header: PictureHeader, limits: PictureLimits,
    _ body: @escaping (UnsafeRawBufferPointer) -> Void
) throws(PictureError) {
    try decode(source, header, limits: limits, into: RowVisitor(body))
}

private final class RowVisitor: RowSink {
    private let body: (UnsafeRawBufferPointer) -> Void
    private var rowBytes = 0

    init(_ body: @escaping (UnsafeRawBufferPointer) -> Void) { self.body = body }

    func begin(_ shape: PixelShape) {
        rowBytes = shape.samplesPerRow * (shape.depth == 16 ? 2 : 1)
        let facts = [shape.width, shape.height, shape.channels, shape.depth]
        facts.withUnsafeBytes { body($0) }
    }

    func receive(row: UnsafeRawPointer) {
        body(UnsafeRawBufferPointer(start: row, count: rowBytes))
    }
}
