/// Rows of samples with padding after each, so that eight samples may be read and written from any
/// position. Initially zero. Owns its memory.
struct PaddedRows<Sample: BitwiseCopyable & Numeric>: ~Copyable {
    private let stride: Int
    private let memory: UnsafeMutablePointer<Sample>

    init(rows: Int, samples: Int) {
        stride = (samples + 7) / 8 * 8 + 8
        memory = .allocate(capacity: stride * rows)
        memory.initialize(repeating: 0, count: stride * rows)
    }

    deinit { memory.deallocate() }

    subscript(row: Int) -> UnsafeMutablePointer<Sample> { memory + row * stride }
}
