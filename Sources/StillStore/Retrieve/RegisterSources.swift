import Catalog
import ContentStore
import Foundation
import Retrieval

/// Turns sources into asset rows that wait for their bytes. What is here already, or known to be
/// what it was, needs none.
struct RegisterSources {
    let library: Library
    let request: FetchRequest
    /// Nil when they are only registered.
    let run: String?
    private let journal: Journal
    /// What is found out is undone.
    private let isDryRun: Bool
    private let allowed: AddressRule
    private var count = 0

    init(_ library: Library, _ request: FetchRequest, run: String) {
        self.library = library
        self.request = request
        journal = Journal(in: library.directory, name: run)
        self.run = request.enqueues || request.isDryRun ? nil : run
        isDryRun = request.isDryRun
        allowed = AddressRule(allowing: Set(request.options.allowedHosts))
    }

    /// How many are to be fetched now, and what is settled already.
    typealias Registered = (waiting: Int, settled: [RetrievalItem])

    /// Registers a few sources in one transaction.
    mutating func callAsFunction(_ items: [SourceItem]) throws -> Registered {
        var registered: Registered = (0, [])
        let start = count
        count += items.count
        let keys =
            try items.contains { (try? $0.source.get().holdsSecrets) ?? false }
            ? library.secretKey.load(making: !isDryRun) : nil
        func registerAll(_ writer: CatalogWriter) throws {
            var facts = try JournalFacts(of: writer)
            for (index, item) in items.enumerated() {
                do {
                    let settled = try register(item, start + index + 1, keys, &facts, writer)
                    if let settled {
                        registered.settled.append(settled)
                    } else {
                        registered.waiting += 1
                    }
                } catch let error as RetrievalError {
                    registered.settled.append(
                        refused(item, error.kind.rawValue, error.reason))
                } catch let error as NameError {
                    registered.settled.append(refused(item, "bad-name", error.reason))
                }
            }
            if !isDryRun { try writer.write(facts, to: journal) }
        }
        if isDryRun {
            try library.catalog.tryOut(registerAll)
        } else {
            try library.catalog.write(registerAll)
        }
        return registered
    }

    private func refused(_ item: SourceItem, _ kind: String, _ reason: String) -> RetrievalItem {
        var refused = RetrievalItem.refused(item.label, kind, reason)
        let mirror = try? item.source.get().mirror
        refused.bucket = (item.bucket ?? request.bucket).map(EscapedName.text) ?? mirror?.bucket
        refused.path = (item.path ?? item.relativePath ?? mirror?.path).map(EscapedName.text)
        return refused
    }

    /// Nil when it is to be fetched.
    private func register(
        _ item: SourceItem, _ index: Int, _ key: SealingKey?, _ facts: inout JournalFacts,
        _ writer: CatalogWriter
    ) throws -> RetrievalItem? {
        let source = try item.source.get()
        let now = library.time.now()
        if source.kind == .file, !item.isTrusted, !allowed.names(host: source.host) {
            throw RetrievalError(
                .refusedAddress,
                "a list may not name files of this machine; if that is meant, allow it with --allow-host local"
            )
        }
        var record = try record(item, source, index, now)
        if let key, source.holdsSecrets {
            guard source.whole.utf8.count <= 64 << 20 else {
                throw RetrievalError(.tooLarge, "the address itself is longer than 64 MiB")
            }
            record.sealedSource = try key.seal(source.whole, owner: record.id)
        }
        for match in try writer.reader.matches(source: record.source, bucket: record.targetBucket) {
            // A place that nobody chose does not tell two assets of one source apart.
            let isElsewhere = isPlaceOwn(item) && match.targetPath != record.targetPath
            if isElsewhere { continue }
            switch match.status {
            case .retrieving:
                return RetrievalItem(
                    item.label, .skipped("another run is fetching it"), match, record)
            case .pending, .failed:
                if run != nil, match.request == run {
                    return RetrievalItem(
                        item.label, .skipped("it was named before"), match, record)
                }
                if run == nil, match.status == .pending,
                    try isEnqueued(as: match.id, record, source, key, writer.reader)
                {
                    return RetrievalItem(item.label, .pending, match, record)
                }
                if let key, source.holdsSecrets {
                    record.sealedSource = try key.seal(source.whole, owner: match.id)
                }
                guard try writer.ask(again: match.id, record, run: run, at: now) else {
                    return RetrievalItem(
                        item.label, .skipped("another run is about to fetch it"), match, record)
                }
                if !match.refreshes { try note(record, as: match.id, &facts, at: now) }
                return run == nil ? RetrievalItem(item.label, .pending, match, record) : nil
            case .completed:
                guard match.blobState == .present else { continue }
                if record.expectedDigest != nil, record.expectedDigest != match.digest { continue }
                let known = SourceVersion(
                    etag: match.etag, modified: match.modified, size: match.size)
                if request.enqueues || item.isImmutable || known.isSame(as: item.version)
                    || record.expectedDigest != nil
                {
                    return RetrievalItem(item.label, .unchanged, match, record)
                }
                record.refreshes = match.id
                // A place that nobody chose stays what it was, however places are made today.
                if !isPlaceOwn(item), let path = match.targetPath { record.targetPath = path }
                (record.etag, record.modified, record.size) = (
                    known.etag, known.modified, known.size
                )
            }
            break
        }
        try writer.insert(record, run: run)
        // One that refreshes another is only an attempt: without it the other is still known.
        if record.refreshes == nil { try note(record, as: record.id, &facts, at: now) }
        guard run == nil else { return nil }
        var settled = RetrievalItem(source: item.label, outcome: .pending)
        settled.assetID = record.id
        settled.isUpdate = record.refreshes != nil
        settled.bucket = record.targetBucket
        settled.path = record.targetPath
        return settled
    }

    /// Whether it waits already, with all that is said of it now.
    private func isEnqueued(
        as id: String, _ record: RetrievalRecord, _ source: SourceURI, _ key: SealingKey?,
        _ reader: CatalogReader
    ) throws -> Bool {
        guard try reader.isPending(id, as: record) else { return false }
        guard let key, source.holdsSecrets else { return true }
        let sealed = try reader.sealedSource(of: id)
        return sealed.flatMap { key.open($0, owner: id) } == source.whole
    }

    /// An address that is itself the picture and is about to be fetched is not kept twice.
    private func note(
        _ record: RetrievalRecord, as id: String, _ facts: inout JournalFacts, at time: Int64
    ) throws {
        var record = record
        if run != nil, record.sealedSource?.count ?? 0 > 64 << 10 { record.sealedSource = nil }
        try facts.addWaiting(record, as: id, at: time)
    }

    private func isPlaceOwn(_ item: SourceItem) -> Bool {
        item.path != nil || request.placement.template != .standard
            || !request.placement.prefix.isEmpty
    }

    private func record(
        _ item: SourceItem, _ source: SourceURI, _ index: Int, _ now: Int64
    ) throws -> RetrievalRecord {
        let mirror = source.mirror
        let bucket = item.bucket ?? request.bucket ?? Array(mirror.bucket.utf8)
        let relative = item.relativePath ?? mirror.path
        let template = target(item, relative, index)
        try checkPlace(bucket, template)
        var record = RetrievalRecord(
            id: Identifier.make(now: now), source: source.text, host: source.host,
            targetBucket: EscapedName.text(bucket), targetPath: EscapedName.text(template.bytes),
            name: EscapedName.text(source.name), createdAt: now)
        let isGenerated = source.kind == .invokeai || source.kind == .comfyui
        record.origin = request.origin ?? (isGenerated ? .generated : .retrieved)
        record.expiresAt = source.expiresAt
        record.expectedDigest = item.expectedDigest.map { Data($0.bytes) }
        record.keepsUndecodable = request.keepsUndecodable
        // Allowed now is allowed for its retries.
        record.allowsOwnHost = item.isTrusted || allowed.names(host: source.host)
        record.userID = request.placement.userID
        record.jobID = request.placement.jobID ?? item.jobID
        record.externalID = item.externalID
        record.metadata = mergeJSON(request.placement.metadata, item.metadata)
        return record
    }

    /// The path with all that is known of it filled in.
    private func target(_ item: SourceItem, _ relative: [UInt8], _ index: Int) -> PathTemplate {
        let own = item.path.map { PathTemplate.literal($0) } ?? request.placement.template
        let name = Array(relative.split(separator: UInt8(ascii: "/")).last ?? [])
        let filled = own.filling { field in
            switch field {
            case .relativePath: relative
            case .filename: name
            case .stem: stem(name)
            case .userID: request.placement.userID.map { Array($0.utf8) } ?? []
            case .jobID: (request.placement.jobID ?? item.jobID).map { Array($0.utf8) } ?? []
            case .index: Array(String(index).utf8)
            case .timestamp: item.createdAt.map { Array(String($0).utf8) }
            case .ext, .digest: nil
            }
        }
        var prefix = request.placement.prefix
        if !prefix.isEmpty, prefix.last != UInt8(ascii: "/") { prefix.append(UInt8(ascii: "/")) }
        return filled.prefixed(by: prefix)
    }

    /// Finds a place that cannot be before anything is fetched for it.
    private func checkPlace(_ bucket: [UInt8], _ template: PathTemplate) throws(NameError) {
        _ = try library.place(
            bucket, template, digest: Digest(bytes: [UInt8](repeating: 0, count: 32)), ext: "jpg",
            timestamp: 1_700_000_000_000)
    }
}

extension Library {
    /// Where a target leads once digest, extension and time are known.
    func place(
        _ bucket: [UInt8], _ template: PathTemplate, digest: Digest, ext: String, timestamp: Int64
    ) throws(NameError) -> BucketPath {
        let values = PathTemplate.Values(
            relativePath: [], filename: [], ext: ext, digest: digest, timestamp: timestamp,
            index: 0)
        return try BucketPath(bucket: bucket, path: template.path(values), limits: limits.name)
    }
}

extension RetrievalItem {
    static func refused(_ source: String, _ kind: String, _ reason: String) -> RetrievalItem {
        var item = RetrievalItem(
            source: source, outcome: .failed(Failure(file: source, kind: kind, reason: reason)))
        item.isPermanent = true
        return item
    }

    fileprivate init(
        _ source: String, _ outcome: Outcome, _ match: SourceMatch, _ record: RetrievalRecord
    ) {
        self.init(source: source, outcome: outcome)
        assetID = match.id
        digest = match.digest.map { Digest(bytes: $0) }
        bucket = match.bucket ?? record.targetBucket
        path = match.path ?? record.targetPath
        isUpdate = match.refreshes
    }
}
