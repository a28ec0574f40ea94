package import Values

extension Disk {
    /// The digest of a file's first `size` bytes; nil where it has fewer.
    ///
    /// The file is read in pieces that stay in the processor's cache between being copied there
    /// and being hashed. Read whole, each page would have to be made first and fetched twice.
    package func digest(
        of file: borrowing OpenFile, size: UInt64
    ) throws(DiskError) -> Digest? {
        let capacity = Int(min(size, Disk.pieceBytes))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = Digest.Hasher()
        var offset: UInt64 = 0
        while offset < size {
            let wanted = Int(min(UInt64(capacity), size - offset))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            guard try read(file, at: offset, into: piece) == wanted else { return nil }
            hasher.update(UnsafeRawBufferPointer(piece))
            offset += UInt64(wanted)
        }
        return hasher.finalize()
    }

    /// Fits the caches of a core, and is small enough that the memory for it is used again from
    /// file to file: glibc asks the system anew for 128 KiB and more.
    private static let pieceBytes: UInt64 = 64 << 10
}
