import Catalog
import ContentStore
import Foundation

/// Puts prepared items back into the order in which they were found and cuts them into batches.
///
/// In order, so that a repeated run gives assets in the same order, and that of two files that
/// want one path the first keeps it.
struct IngestBatches {
    /// A batch is committed when it has so many items that write, or this many items at all, or
    /// staged bytes, or age.
    private let writeLimit: Int
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

    /// Takes one item; answers a batch when one is complete.
    mutating func add(_ item: PreparedItem, number: Int) {
        early[number] = item
        while let next = early.removeValue(forKey: nextNumber) {
            nextNumber += 1
            if current.isEmpty { began = Date() }
            let item = claims?.settle(next) ?? next
            if case .content(let content) = item.body { bytes += content.staged?.size ?? 0 }
            if case .unchanged = item.body {} else { writes += 1 }
            current.append(item)
        }
    }

    var isDue: Bool {
        current.count >= IngestBatches.items || writes >= writeLimit
            || bytes >= IngestBatches.stagedBytes
            || !current.isEmpty && -began.timeIntervalSinceNow >= IngestBatches.seconds
    }

    mutating func take() -> [PreparedItem] {
        defer {
            current = []
            bytes = 0
            writes = 0
        }
        return current
    }
}

/// Which digest took which path in this run. Two files with one path and different bytes would
/// otherwise supersede each other unseen.
private struct PathClaims {
    // 64 bits of each: a million files are a few tens of megabytes, and a false alarm among
    // them has a chance of one in thirty million.
    private var digestOfPath: [Int: UInt64] = [:]

    mutating func settle(_ item: PreparedItem) -> PreparedItem {
        let digest: Digest
        let path: BucketPath
        switch item.body {
        case .failed: return item
        case .unchanged(let known, _, let at): (digest, path) = (known, at)
        case .content(let content): (digest, path) = (content.digest, content.path)
        }
        let mark = digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        let earlier = digestOfPath.updateValue(mark, forKey: path.hashValue)
        guard let earlier, earlier != mark else { return item }
        digestOfPath[path.hashValue] = earlier
        return .failed(
            item.file, "path-taken",
            "an earlier file of this run took \(path.text) with other bytes: use a --path-template or --prefix that keeps them apart"
        )
    }
}
