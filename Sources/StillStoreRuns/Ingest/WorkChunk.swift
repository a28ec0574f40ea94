import ContentStore
import StillStoreCore
import Values

/// Small files that one worker takes at once: handing over each by itself would cost as much as
/// reading it. A large file goes alone, so that all workers have something to do.
struct WorkChunk {
    typealias Numbered = (number: Int, file: SourceFile)
    typealias Prepared = (number: Int, item: PreparedItem)

    private static let bytes: UInt64 = 256 << 10
    /// So many files that are expected to be known count as one: they are hashed only.
    private static let knownFiles = 4

    private let files: Int
    private var count = 0
    private var waiting: [Numbered] = []
    private var waitingBytes: UInt64 = 0

    /// - Parameter batchItems: a bundle is a small part of a batch, so that little runs ahead of a
    ///   commit.
    init(batchItems: Int) { files = min(16, max(1, batchItems / 32)) }

    mutating func add(_ file: SourceFile, number: Int) {
        waiting.append((number, file))
        waitingBytes += file.facts.size
        count += file.expected == nil ? WorkChunk.knownFiles : 1
    }

    var isFull: Bool {
        count >= files * WorkChunk.knownFiles || waitingBytes >= WorkChunk.bytes
    }

    mutating func removeAll() -> [Numbered] {
        defer {
            waiting = []
            waitingBytes = 0
            count = 0
        }
        return waiting
    }
}
