import ContentStore
import StillStoreCore
import Values

/// Which digest took which path in one run. Two sources with one path and different bytes would
/// otherwise supersede each other unseen.
struct PathClaims {
    // 64 bits of each: a million files are a few tens of megabytes, and a false alarm among
    // them has a chance of one in thirty million.
    private var digestOfPath: [Int: UInt64] = [:]

    /// Whether other bytes took the path before; else it is these bytes' own from now on.
    mutating func isTaken(_ path: BucketPath, _ digest: Digest) -> Bool {
        let mark = digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        if let earlier = digestOfPath[path.hashValue] { return earlier != mark }
        digestOfPath[path.hashValue] = mark
        return false
    }

    mutating func claim(_ item: PreparedItem) -> PreparedItem {
        let digest: Digest
        let path: BucketPath
        switch item.body {
        case .failed: return item
        case .unchanged(let known, _, let at): (digest, path) = (known, at)
        case .content(let content): (digest, path) = (content.digest, content.path)
        }
        guard isTaken(path, digest) else { return item }
        return .failed(
            item.file, .pathTaken,
            "an earlier file of this run took \(path.text) with other bytes",
            .keepPathsApart
        )
    }
}
