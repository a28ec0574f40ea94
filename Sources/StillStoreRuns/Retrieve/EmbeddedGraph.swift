import ContentStore
import Foundation
import StillStoreCore
import Values

/// Whether a picture contains the graph that made it, like those of ComfyUI's own nodes.
enum EmbeddedGraph {
    /// It is before the pixels in PNG, after them in WebP, and may have some megabytes.
    private static let window: UInt64 = 4 << 20

    /// Every node of a graph has this key, in text chunks and in EXIF alike.
    private static let sign = Data("\"class_type\"".utf8)

    static func isIn(_ file: FilePath, _ directory: StoreDirectory) throws(DiskError) -> Bool {
        guard let size = try directory.disk.stat(file)?.size else { return false }
        let open = try directory.disk.reader(file)
        let tail = size > window ? max(window, size - window) : size
        for (start, end) in [(0, min(size, window)), (tail, size)] where start < end {
            if try hasSign(open, start, end) { return true }
        }
        return false
    }

    private static func hasSign(
        _ file: any ObjectReader, _ start: UInt64, _ end: UInt64
    ) throws(DiskError) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(end - start), alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while count < buffer.count {
            let read = try file.read(
                at: start + UInt64(count),
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if read == 0 { break }
            count += read
        }
        return Data(buffer[..<count]).range(of: sign) != nil
    }
}
