/// The bytes of one file, read at any offset, as `pread` does: no position is kept.
///
/// Only what is asked for is read. A picture's pixels are stepped over, never read, so a caller
/// who passes a file descriptor's `pread` pays for the headers alone.
package struct ByteReader {
    package let size: UInt64
    private let fill: (UInt64, UnsafeMutableRawBufferPointer) -> Int?

    /// `read` fills the buffer from an offset and returns the count: fewer bytes than asked for are
    /// asked for again, 0 is the end, nil is a failure.
    package init(
        size: UInt64, read: @escaping (UInt64, UnsafeMutableRawBufferPointer) -> Int?
    ) {
        self.size = size
        fill = read
    }

    /// Bytes that stay valid for as long as the reader is used.
    package init(memory: UnsafeRawBufferPointer) {
        self.init(size: UInt64(memory.count)) { offset, into in
            guard offset < UInt64(memory.count) else { return 0 }
            let count = min(into.count, memory.count - Int(offset))
            into.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: memory[Int(offset)..<Int(offset) + count]))
            return count
        }
    }

    package init(_ bytes: [UInt8]) {
        self.init(size: UInt64(bytes.count)) { offset, into in
            guard offset < UInt64(bytes.count) else { return 0 }
            let count = min(into.count, bytes.count - Int(offset))
            bytes.withUnsafeBytes { all in
                into.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: all[Int(offset)..<Int(offset) + count]))
            }
            return count
        }
    }

    /// Up to `count` bytes from `offset`; fewer where the file ends. Nil when reading failed.
    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        guard offset < size, count > 0 else { return [] }
        let wanted = Int(min(UInt64(count), size - offset))
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, done in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            while done < wanted {
                let rest = UnsafeMutableRawBufferPointer(rebasing: raw[done..<wanted])
                guard let got = fill(offset + UInt64(done), rest), got >= 0 else {
                    failed = true
                    return
                }
                if got == 0 { return }
                done += min(got, wanted - done)
            }
        }
        return failed ? nil : bytes
    }
}
