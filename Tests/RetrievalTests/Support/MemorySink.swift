import Retrieval

/// Takes a body into memory, and keeps what came of one that was interrupted.
final class MemorySink: ByteSink {
    private(set) var bytes: [UInt8] = []
    /// How the last body began.
    private(set) var start: BodyStart?
    /// How many bodies began.
    private(set) var starts = 0
    private(set) var kept: KeptBytes?

    init() {}

    /// - Parameter kept: the beginning of a body of `total` bytes.
    init(kept bytes: [UInt8], validator: String, total: Int) {
        self.bytes = bytes
        kept = KeptBytes(
            count: UInt64(bytes.count), validator: validator, total: UInt64(total))
    }

    func replay(_ take: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes { take($0) } }

    func begin(_ body: BodyStart) {
        if !body.isResumed { bytes = [] }
        start = body
        starts += 1
        note()
    }

    func write(_ piece: UnsafeRawBufferPointer) {
        bytes += piece
        note()
    }

    private func note() {
        kept = nil
        guard let start, let validator = start.validator, let total = start.length,
            !bytes.isEmpty
        else { return }
        kept = KeptBytes(count: UInt64(bytes.count), validator: validator, total: total)
    }
}
