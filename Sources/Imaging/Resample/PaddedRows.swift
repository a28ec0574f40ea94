/// Rows of samples with room behind each, so that eight at a time may be read and written from any
/// sample on. Zero at first. Owns its memory.
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
