/// The encoded bytes of one picture: in memory, or read piece by piece through a function.
///
/// Reading follows `pread`: any offset, no position kept, so a source can be read from the start
/// by the header parser and again by the decoder.
package struct ByteSource {
    package let size: UInt64
    let memory: UnsafeRawBufferPointer?
    private let reader: (UInt64, UnsafeMutableRawBufferPointer) -> Int?

    /// Bytes that stay valid for as long as the source is used.
    package init(memory: UnsafeRawBufferPointer) {
        self.memory = memory
        size = UInt64(memory.count)
        reader = { offset, into in
            guard offset < UInt64(memory.count) else { return 0 }
            let count = min(into.count, memory.count - Int(offset))
            into.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: memory[Int(offset)..<Int(offset) + count]))
            return count
        }
    }

    /// `read` fills the buffer from an offset and returns the count: 0 at the end, nil on failure.
    package init(
        size: UInt64, read: @escaping (UInt64, UnsafeMutableRawBufferPointer) -> Int?
    ) {
        memory = nil
        self.size = size
        reader = read
    }

    package func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        reader(offset, buffer)
    }
}
