import NIOCore
import Synchronization

/// Small files that were sent lately, in memory, by the digest of their bytes: these never change.
///
/// Two halves: what is used moves into the younger one; when that is full it becomes the older, and what
/// was in the older and not used meanwhile is forgotten.
final class HotFiles: Sendable {
    /// Larger ones are read from the disk each time.
    static let fileLimit = 256 << 10

    private struct State {
        var young: [String: ByteBuffer] = [:]
        var old: [String: ByteBuffer] = [:]
        var youngBytes = 0
    }

    /// Of a half, in bytes.
    private let limit: Int
    private let state = Mutex(State())

    init(bytes: Int) { limit = bytes / 2 }

    func bytes(_ tag: String) -> ByteBuffer? {
        state.withLock { state in
            if let found = state.young[tag] { return found }
            guard let found = state.old[tag] else { return nil }
            put(found, tag, &state)
            return found
        }
    }

    func keep(_ bytes: ByteBuffer, _ tag: String) {
        guard bytes.readableBytes <= HotFiles.fileLimit else { return }
        state.withLock { put(bytes, tag, &$0) }
    }

    private func put(_ bytes: ByteBuffer, _ tag: String, _ state: inout State) {
        guard state.young.updateValue(bytes, forKey: tag) == nil else { return }
        state.youngBytes += bytes.readableBytes
        if state.youngBytes > limit {
            (state.old, state.young, state.youngBytes) = (state.young, [:], 0)
        }
    }
}
