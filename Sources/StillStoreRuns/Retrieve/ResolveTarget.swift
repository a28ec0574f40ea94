package import Catalog
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// The path that the bytes of a source get: the target or, if another source's asset is current
/// there, a path of their own beside it, whose name says why.
struct ResolveTarget {
    enum Found: Equatable {
        /// The path is free.
        case free(BucketPath)
        /// An earlier version of the same source is current.
        case older(BucketPath, PathOccupant)
        /// An asset with the same bytes is current.
        case same(BucketPath, PathOccupant)
        case none
    }

    let record: RetrievalRecord
    let reader: CatalogReader
    let limits: NameLimits

    func resolve(_ target: BucketPath, _ digest: Digest) throws -> Found {
        let first = try occupant(of: target)
        if let first, first.digest == digest { return .same(target, first) }
        var candidates = [target]
        if let first {
            candidates += beside(target, try reader.source(of: first.assetID), digest)
        }
        // A source that was moved beside keeps that path when the target becomes free.
        else if let older = try ownPath(beside: target, digest) {
            candidates = [older]
        }
        var free: BucketPath?
        for candidate in candidates {
            guard let occupant = try candidate == target ? first : occupant(of: candidate) else {
                free = free ?? candidate
                continue
            }
            if try isSame(occupant) { return .older(candidate, occupant) }
            if occupant.digest == digest { return .same(candidate, occupant) }
        }
        if first != nil, let same = try same(beside: target, digest) { return same }
        return free.map { .free($0) } ?? .none
    }

    /// The same bytes may be beside it for another source: the same server by another name, say.
    private func same(beside target: BucketPath, _ digest: Digest) throws -> Found? {
        let (folder, stem, ending) = ResolveTarget.parts(of: target)
        let (start, end) = (folder + stem + Array(" (".utf8), [UInt8(ascii: ")")] + ending)
        for asset in try reader.assets(digest: digest, limit: 100) {
            guard let bucket = asset.bucket, let path = asset.path, bucket == target.bucketText
            else { continue }
            let candidate = try BucketPath(recorded: bucket, path)
            guard candidate.path.starts(with: start), candidate.path.suffix(end.count) == end[...],
                let occupant = try occupant(of: candidate), occupant.digest == digest
            else { continue }
            return .same(candidate, occupant)
        }
        return nil
    }

    private func occupant(of path: BucketPath) throws -> PathOccupant? {
        try reader.occupant(bucket: path.bucketText, path: path.pathText)
    }

    /// The path of the older version, if that is beside the target.
    private func ownPath(beside target: BucketPath, _ digest: Digest) throws -> BucketPath? {
        guard !isOfComfyUI, let id = record.refreshes, let older = try reader.match(id: id),
            let bucket = older.bucket, let path = older.path
        else { return nil }
        let candidates = beside(target, nil, digest)
        return candidates.first { $0.bucketText == bucket && $0.pathText == path }
    }

    /// Whether it has the same source, so that the newer version supersedes it.
    private func isSame(_ occupant: PathOccupant) throws -> Bool {
        guard let other = try reader.source(of: occupant.assetID),
            other.variant == record.variant, let own = try? SourceURI(record.source),
            let others = try? SourceURI(other.source), own.identity == others.identity
        else { return false }
        // A job's output does not change: other bytes belong to a job that used the name again,
        // which the history may not list yet.
        return !isOfComfyUI
    }

    private var isOfComfyUI: Bool { (try? SourceURI(record.source))?.kind == .comfyui }

    /// The paths beside a target, the plainest reason first.
    private func beside(
        _ target: BucketPath, _ other: AssetSource?, _ digest: Digest
    ) -> [BucketPath] {
        guard let source = try? SourceURI(record.source) else { return [] }
        // An asset that is never superseded needs a path for each of its pictures.
        let mark =
            isOfComfyUI
            ? digest.hex.prefix(8)
            : ResolveTarget.mark(source.identity + " " + (record.variant ?? ""))
        let isSameAddress =
            (try? other.map { try SourceURI($0.source) })??.identity
            == source.identity
        var reasons: [String] = []
        let from = "from \(ResolveTarget.plain(host(of: source)))"
        switch (source.kind, record.variant) {
        case (.comfyui, let job?):
            let job = "job \(ResolveTarget.plain(job))"
            let isSameJob = isSameAddress && other?.variant == record.variant
            reasons = isSameAddress ? [job, "\(job), changed"] : [from, job]
            if isSameJob { reasons.removeFirst() }
        case (.data, _), (.file, _): reasons = ["\(source.kind.rawValue) \(mark)"]
        default: reasons = [from]
        }
        reasons.append("\(reasons[0]) \(mark)")
        return reasons.compactMap { try? sibling(target, $0) }
    }

    private static func mark(_ text: String) -> Substring {
        Array(text.utf8).withUnsafeBytes { Digest.of($0) }.hex.prefix(8)
    }

    private func host(of source: SourceURI) -> String {
        guard source.kind == .s3 || source.kind == .gs else { return source.host }
        guard let endpoint = record.variant else { return source.kind.rawValue }
        return (try? SourceURI(endpoint).host) ?? endpoint
    }

    /// Short, and of characters that every file system takes.
    private static func plain(_ text: String) -> String {
        let safe = text.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.isASCII && scalar.properties.isAlphabetic
                || ("0"..."9").contains(scalar) || ".-_".unicodeScalars.contains(scalar)
            return isPlain ? Character(scalar) : "-"
        }
        return String(safe.prefix(40))
    }

    /// `a/`, `b` and `.png` of `a/b.png`.
    private static func parts(
        of path: BucketPath
    ) -> (folder: [UInt8], stem: [UInt8], ending: [UInt8]) {
        let name = path.components.last.map { Array($0) } ?? []
        let ending = nameExtension(name)
        let dot = ending.isEmpty || ending.count > 16 ? [] : [UInt8(ascii: ".")] + ending
        return (Array(path.path.dropLast(name.count)), Array(name.dropLast(dot.count)), dot)
    }

    /// `a/b.png` as `a/b (reason).png`; a name that is too long loses the end of its stem.
    private func sibling(_ candidate: BucketPath, _ reason: String) throws -> BucketPath {
        let (folder, whole, dot) = ResolveTarget.parts(of: candidate)
        var stem = whole
        let tail = Array(" (\(reason))".utf8) + dot
        let room = min(limits.componentBytes, limits.pathBytes - folder.count) - tail.count
        while stem.count > max(1, room) {
            // Cuts at whole characters, if it is UTF-8.
            while let last = stem.popLast(), last & 0xC0 == 0x80 {}
        }
        return try BucketPath(bucket: candidate.bucket, path: folder + stem + tail, limits: limits)
    }
}

extension KnownSource {
    /// Marks a requested source as done: an asset has its bytes.
    package init(_ record: RetrievalRecord, identity: String, as id: String?, at time: Int64) {
        self.init(
            source: identity, bucket: record.targetBucket, variant: record.variant,
            targetPath: record.targetPath, assetID: id, at: time)
        (etag, modified, size) = (record.etag, record.modified, record.size)
    }
}
