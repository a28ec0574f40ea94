import Catalog
import ContentStore
import Foundation
import Retrieval
import StillStoreCore
import Values

/// Makes waiting asset rows of sources. A source that is in the store already, or known to be
/// unchanged, needs none.
struct RegisterSources {
    let library: Library
    let request: FetchRequest
    /// Nil for a dry run: its transactions are undone.
    let session: RunSession?
    /// Nil if they are only registered.
    private let run: String?
    private let allowed: AddressRule
    private let describe: DescribeSource
    private var count = 0

    init(
        _ library: Library, _ request: FetchRequest, _ session: RunSession?,
        _ access: AccessSettings
    ) {
        self.library = library
        self.request = request
        self.session = session
        run = request.enqueues ? nil : session?.id
        allowed = AddressRule(allowing: Set(request.options.allowedHosts))
        describe = DescribeSource(
            library: library, request: request, allowed: allowed, access: access)
    }

    /// How many are to be fetched now, and the items that are finished already.
    typealias Registered = (waiting: Int, finished: [RetrievalItem])

    /// Registers a few sources in one transaction.
    mutating func register(_ items: [SourceItem]) throws -> Registered {
        let start = count
        count += items.count
        let keys =
            try items.contains { (try? $0.source.get().holdsSecrets) ?? false }
            ? library.secretKey.load(making: session != nil) : nil
        guard let session else {
            return try library.catalog.tryOut { writer in
                var facts = try JournalFacts(of: writer)
                return try registerAll(items, start, keys, &facts, writer) { _, _, _, _ in }
            }
        }
        return try library.record(session.staging, session.journal) { writer, facts, links in
            try registerAll(items, start, keys, &facts, writer) { match, state, record, facts in
                let follow = FollowListing(library: library, writer: writer)
                try follow.follow(match, state, record, &facts, &links)
            }
        }
    }

    /// Updates an asset from what a listing says of it.
    private typealias Follow = (
        SourceMatch, _ state: String, RetrievalRecord, inout JournalFacts
    ) throws -> Void

    private func registerAll(
        _ items: [SourceItem], _ start: Int, _ keys: SealingKey?, _ facts: inout JournalFacts,
        _ writer: CatalogWriter, _ follow: Follow
    ) throws -> Registered {
        var registered: Registered = (0, [])
        for (index, item) in items.enumerated() {
            do {
                let finished = try register(
                    item, start + index + 1, keys, &facts, writer, follow)
                if let finished {
                    registered.finished.append(finished)
                } else {
                    registered.waiting += 1
                }
            } catch let error as RetrievalError {
                var refused = refused(item, error.kind.failure, error)
                refused.isPermanent = !RetryPolicy.isPassing(error)
                registered.finished.append(refused)
            } catch let error as NameError {
                registered.finished.append(refused(item, .badName, error))
            }
        }
        return registered
    }

    private func refused(
        _ item: SourceItem, _ kind: FailureKind, _ error: any Error
    ) -> RetrievalItem {
        var refused = RetrievalItem.refused(item.label, kind, error)
        let mirror = try? item.source.get().mirror
        refused.bucket = (item.bucket ?? request.bucket).map(EscapedName.text) ?? mirror?.bucket
        refused.path = (item.path ?? item.relativePath ?? mirror?.path).map(EscapedName.text)
        return refused
    }

    /// Nil if it is to be fetched.
    private func register(
        _ item: SourceItem, _ index: Int, _ key: SealingKey?, _ facts: inout JournalFacts,
        _ writer: CatalogWriter, _ follow: Follow
    ) throws -> RetrievalItem? {
        let source = try item.source.get()
        let now = library.clock.now()
        if source.kind == .file, !item.isTrusted, !allowed.names(host: source.host) {
            throw RetrievalError(
                .refusedAddress,
                "a list may not name files of this machine", remedy: .allowHost("local")
            )
        }
        var record = try describe.record(item, source, index, now)
        if let key, source.holdsSecrets {
            guard source.whole.utf8.count <= 64 << 20 else {
                throw RetrievalError(.tooLarge, "the address itself is longer than 64 MiB")
            }
            record.sealedSource = key.seal(source.whole, owner: record.id)
        }
        let identity = source.identity
        let history = SourceHistory(reader: writer.reader, isAgain: request.fetchesAgain) {
            describe.isElsewhere($0, $1, record, item, index)
        }
        switch try history.find(record, identity: identity) {
        case .unknown: break
        case .deleted(let match):
            var finished = RetrievalItem(
                source: item.label, outcome: .skipped(.deletedHere))
            finished.assetID = match?.id
            finished.wasDeleted = true
            return finished
        case .waiting(let match):
            if run == nil, match.status == .pending,
                try isEnqueued(as: match.id, record, source, key, writer.reader)
            {
                return RetrievalItem(item.label, .pending, match, record)
            }
            if let key, source.holdsSecrets {
                record.sealedSource = key.seal(source.whole, owner: match.id)
            }
            return try ask(again: match, item, record, &facts, writer)
        case .here(let match, let version):
            if let state = item.state { try follow(match, state, record, &facts) }
            let isKept = request.enqueues || item.isImmutable || version.isSame(as: item.version)
            if try isTruncated(record, match, by: isKept) {
                return RetrievalItem(item.label, .unchanged, match, record)
            }
            // A target that nobody chose stays as it is, however targets are made today.
            if !describe.isPlaceOwn(item), let path = match.targetPath { record.targetPath = path }
            compare(&record, with: match, version)
        case .other(let match):
            let version = SourceVersion(
                etag: match.etag, modified: match.modified, size: match.size)
            if version.isSame(as: item.version) {
                try remember(record, identity, as: match.id, version, &facts, writer)
                return RetrievalItem(item.label, .unchanged, match, record)
            }
            compare(&record, with: match, version)
        }
        try writer.insert(record, run: run)
        // A row that only refreshes another asset is an attempt: the journal knows the other one.
        if record.refreshes == nil { try upsert(record, as: record.id, &facts, at: now) }
        if record.refreshes == nil, session != nil, let wanted = request.placement.generation {
            try wanted.makeWaiting(for: record, offset: index - 1, in: library, writer, &facts)
        }
        if identity != record.source, record.refreshes == nil {
            try remember(record, identity, as: record.id, SourceVersion(), &facts, writer)
        }
        guard run == nil else { return nil }
        var finished = RetrievalItem(source: item.label, outcome: .pending)
        finished.assetID = record.id
        finished.isUpdate = record.refreshes != nil
        finished.bucket = record.targetBucket
        finished.path = record.targetPath
        return finished
    }

    /// Whether a row waits already, with everything that the source says now.
    private func isEnqueued(
        as id: String, _ record: RetrievalRecord, _ source: SourceURI, _ key: SealingKey?,
        _ reader: CatalogReader
    ) throws -> Bool {
        guard try reader.isPending(id, as: record) else { return false }
        guard let key, source.holdsSecrets else { return true }
        let sealed = try reader.sealedSource(of: id)
        return sealed.flatMap { key.open($0, owner: id) } == source.whole
    }

    private func isTruncated(
        _ record: RetrievalRecord, _ match: SourceMatch, by isKept: Bool
    ) throws -> Bool {
        if let expected = record.expectedDigest { return expected == match.digest }
        return isKept
    }

    private func compare(
        _ record: inout RetrievalRecord, with match: SourceMatch, _ version: SourceVersion
    ) {
        // If an expected digest differs from the asset's, all of it is to be fetched.
        if record.expectedDigest != nil { return }
        record.refreshes = match.id
        (record.etag, record.modified, record.size) = (
            version.etag, version.modified, version.size
        )
    }

    private func remember(
        _ record: RetrievalRecord, _ identity: String, as id: String, _ version: SourceVersion,
        _ facts: inout JournalFacts, _ writer: CatalogWriter
    ) throws {
        var known = KnownSource(record, identity: identity, as: id, at: record.createdAt)
        (known.etag, known.modified, known.size) = (version.etag, version.modified, version.size)
        try writer.remember(known)
        try facts.add(known)
    }

    /// For an asset that is not here yet.
    private func ask(
        again match: SourceMatch, _ item: SourceItem, _ record: RetrievalRecord,
        _ facts: inout JournalFacts, _ writer: CatalogWriter
    ) throws -> RetrievalItem? {
        if match.status == .retrieving {
            return RetrievalItem(
                item.label, .skipped(.beingFetched), match, record)
        }
        if run != nil, match.request == run {
            return RetrievalItem(item.label, .skipped(.namedBefore), match, record)
        }
        guard try writer.ask(again: match.id, record, run: run, at: record.createdAt) else {
            return RetrievalItem(
                item.label, .skipped(.askedFor), match, record)
        }
        if !match.refreshes { try upsert(record, as: match.id, &facts, at: record.createdAt) }
        return run == nil ? RetrievalItem(item.label, .pending, match, record) : nil
    }

    /// A `data:` address that is about to be fetched is not stored a second time.
    private func upsert(
        _ record: RetrievalRecord, as id: String, _ facts: inout JournalFacts, at time: Int64
    ) throws {
        var record = record
        if run != nil, record.sealedSource?.count ?? 0 > 64 << 10 { record.sealedSource = nil }
        try facts.addWaiting(record, as: id, at: time)
    }
}
