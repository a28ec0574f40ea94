/// A row or more of floats, aligned and padded for eight at a time. Owns its memory.
struct FloatRows: ~Copyable {
    typealias Lane = SIMD8<Float>

    let lanesPerRow: Int
    private let memory: UnsafeMutablePointer<Lane>

    init(rows: Int, floats: Int) {
        // One lane of padding, so that reading four channels at the last pixel stays inside.
        lanesPerRow = (floats + 7) / 8 + 1
        memory = .allocate(capacity: lanesPerRow * rows)
        memory.initialize(repeating: .zero, count: lanesPerRow * rows)
    }

    deinit { memory.deallocate() }

    func lanes(_ row: Int) -> UnsafeMutablePointer<Lane> { memory + row * lanesPerRow }

    func floats(_ row: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer(lanes(row)).assumingMemoryBound(to: Float.self)
    }
}
