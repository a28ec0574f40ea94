package import Values

/// The bytes of one file or object, open for reading, at any offset and from any thread.
package protocol ObjectReader: AnyObject, Sendable {
    /// The facts of the open file, even if its name is gone. A `kind` other than `.file` is no
    /// object.
    func facts() throws(DiskError) -> FileFacts

    /// Bytes read at `offset`; fewer than the buffer only at the end.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(DiskError) -> Int

    /// Shares its blocks with `target` (reflink); false if that is not possible, which is not an
    /// error.
    func clone(into target: borrowing OpenFile) throws(DiskError) -> Bool
}

extension ObjectReader {
    package func clone(into target: borrowing OpenFile) throws(DiskError) -> Bool { false }

    /// Passes on the bytes piece by piece, from `start` to the end or to `limit`.
    /// - Returns: how many there were.
    func readPieces(
        from start: UInt64 = 0, upTo limit: UInt64 = .max, pieceBytes: Int = 1 << 20,
        _ take: (UnsafeRawBufferPointer) throws(DiskError) -> Void
    ) throws(DiskError) -> UInt64 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 64)
        defer { buffer.deallocate() }
        var end = start
        while end < limit {
            let wanted = Int(min(UInt64(buffer.count), limit - end))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let got = try read(at: end, into: piece)
            try take(UnsafeRawBufferPointer(rebasing: piece[..<got]))
            end += UInt64(got)
            if got < wanted { break }
        }
        return end - start
    }

    /// Hashes all of it.
    package func digest() throws(DiskError) -> (Digest, UInt64) {
        var hasher = Digest.Hasher()
        let size = try readPieces { hasher.update($0) }
        return (hasher.finalize(), size)
    }

    /// The digest of the first `size` bytes; nil if there are fewer.
    ///
    /// Read in pieces that stay in the processor's cache between being copied and being hashed.
    /// Read at once, each page would have to be allocated first and fetched twice.
    package func digest(ofFirst size: UInt64) throws(DiskError) -> Digest? {
        var hasher = Digest.Hasher()
        let pieceBytes = Int(min(max(1, size), cachedPieceBytes))
        let count = try readPieces(upTo: size, pieceBytes: pieceBytes) { hasher.update($0) }
        return count == size ? hasher.finalize() : nil
    }

    /// The first bytes, `limit` at most.
    package func contents(upTo limit: Int) throws(DiskError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
        defer { buffer.deallocate() }
        let count = try read(at: 0, into: buffer)
        return Array(buffer[..<count])
    }
}

/// Fits the caches of a core, and is small enough that malloc uses the same memory from file to
/// file: glibc asks the system for 128 KiB and more each time.
private let cachedPieceBytes: UInt64 = 64 << 10

/// A file that is open for reading.
package final class FileReader: ObjectReader {
    private let file: OpenFile
    private let disk: Disk

    fileprivate init(_ file: consuming OpenFile, _ disk: Disk) {
        self.file = file
        self.disk = disk
    }

    package func facts() throws(DiskError) -> FileFacts { try disk.stat(file) }

    package func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(DiskError) -> Int { try disk.read(file, at: offset, into: buffer) }

    package func clone(into target: borrowing OpenFile) throws(DiskError) -> Bool {
        try disk.clone(file, into: target)
    }
}

extension Disk {
    /// Opens a regular file, or a directory, for reading.
    package func reader(_ path: FilePath) throws(DiskError) -> FileReader {
        FileReader(try open(path), self)
    }
}
