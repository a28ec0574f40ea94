import Catalog
import ContentStore
import Foundation
import StillStoreCore

/// Puts prepared items back into the order in which they were found and cuts them into batches.
///
/// In order, so that a repeated run gives assets in the same order, and that of two files that
/// want one path the first keeps it.
struct IngestBatches {
    /// A batch is committed when it has this many items that write, or reaches a limit of items,
    /// staged bytes or age.
    private let writeLimit: Int
    /// While another batch is being committed, it may grow to this multiple of `writeLimit`: on a
    /// slow disk more items share each wait for it.
    private static let growth = 2
    private static let items = 16_384
    private static let stagedBytes: UInt64 = 256 << 20
    private static let seconds = 2.0

    private var early: [Int: PreparedItem] = [:]
    private var nextNumber = 0
    private var current: [PreparedItem] = []
    private var writes = 0
    private var bytes: UInt64 = 0
    private var began = Date()
    private var claims: PathClaims?

    init(claiming: Bool, writeLimit: Int) {
        claims = claiming ? PathClaims() : nil
        self.writeLimit = writeLimit
    }

    /// How far the items that are done have run ahead of one that is not.
    var lead: Int { early.count }

    /// Adds one item; `isDue` says when a batch is complete.
    mutating func add(_ item: PreparedItem, number: Int) {
        // Nearly always it is the very next one.
        if number == nextNumber, early.isEmpty {
            nextNumber += 1
            return append(item)
        }
        early[number] = item
        while let next = early.removeValue(forKey: nextNumber) {
            nextNumber += 1
            append(next)
        }
    }

    private mutating func append(_ next: PreparedItem) {
        if current.isEmpty { began = Date() }
        let item = claims == nil ? next : claims!.claim(next)
        switch item.body {
        case .unchanged: break
        case .failed: writes += 1
        case .content(let content):
            writes += 1
            bytes += content.staged?.size ?? 0
        }
        current.append(item)
    }

    var isDue: Bool {
        current.count >= IngestBatches.items || writes >= writeLimit
            || bytes >= IngestBatches.stagedBytes
            || !current.isEmpty && -began.timeIntervalSinceNow >= IngestBatches.seconds
    }

    /// Whether it has grown so much that nothing may be added before it is committed.
    var isOverdue: Bool {
        current.count >= IngestBatches.items || writes >= writeLimit * IngestBatches.growth
            || bytes >= IngestBatches.stagedBytes
    }

    mutating func removeBatch() -> [PreparedItem] {
        defer {
            current = []
            bytes = 0
            writes = 0
        }
        return current
    }
}
