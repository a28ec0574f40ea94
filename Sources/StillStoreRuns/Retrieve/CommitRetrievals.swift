package import Catalog
import ContentStore
import Imaging
import Retrieval
import StillStoreCore
package import Values

/// Makes a batch of retrieved items part of the store, in the steps of `Commit`, and completes
/// their rows in the same transaction. Blocks; one thread runs all commits of a run.
final class CommitRetrievals: Sendable {
    typealias Committed = (items: [RetrievalItem], counts: RunCounts)

    private let library: Library
    private let session: RunSession
    private let policy: RetryPolicy
    /// The run itself tries failed ones again.
    private let keepsRequests: Bool
    private let partials: PartialFiles

    init(_ library: Library, _ session: RunSession, _ policy: RetryPolicy, keepsRequests: Bool) {
        self.library = library
        self.session = session
        self.policy = policy
        self.keepsRequests = keepsRequests
        partials = PartialFiles(in: library.directory)
    }

    /// - Throws: `StoreFailure`; then nothing of the batch is stored.
    func commit(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts
    ) throws(StoreFailure) -> Committed {
        do {
            let batch = try batch.map(checkingFile)
            let contents = batch.compactMap(\.content)
            let staging = session.staging
            try staging.sync(contents.flatMap(\.allStaged))
            let committed = try library.directory.withObjectLock(.shared) {
                try library.directory.objects.publish(
                    contents.compactMap(\.staged) + contents.flatMap(\.renditions),
                    from: staging)
                return try library.record(staging, session.journal) { writer, facts, links in
                    try record(batch, hosts, counts, &facts, &links, writer)
                }
            }
            for id in committed.ids { try? partials.discard(id) }
            return (committed.items, committed.counts)
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    /// If the asset was deleted and collected while it was fetched, the file is gone too.
    private func checkingFile(_ item: RetrievedItem) throws(DiskError) -> RetrievedItem {
        guard let staged = item.content?.staged,
            try !session.staging.has(staged.path)
        else { return item }
        var item = item
        item.body = .failed(RetrievalError(.disk, Failure.collected(item.record.source).reason))
        return item
    }

    private func record(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> (items: [RetrievalItem], counts: RunCounts, ids: [String]) {
        // Items whose bytes are committed here; other rows are claimed by another run by now.
        var ids: [String] = []
        var counts = counts
        var items: [RetrievalItem] = []
        let now = library.clock.now()
        try writer.upsert(library.ingestRecipes, &facts, at: now)
        for host in hosts { try writer.upsert(host) }
        for item in batch {
            // Another program took the claim back because it thought this run dead.
            guard try writer.isHeld(item.record.id, by: session.id) else { continue }
            if case .released = item.body {
                try writer.release(run: session.id, ids: [item.record.id], at: now)
                continue
            }
            let committed = try commit(item, now, &facts, &links, writer)
            if item.content != nil { ids.append(item.record.id) }
            // Items that this run tries again are not finished.
            let comesAgain = keepsRequests && committed.nextAttempt != nil
            if comesAgain { counts.bytes += Int(item.bytes) }
            if !comesAgain { counts.add(committed, bytes: Int(item.bytes)) }
            if !comesAgain, case .failed(let failure) = committed.outcome {
                try writer.insert(
                    RunFailure(number: counts.failed, failure, library.words), run: session.id)
            }
            items.append(committed)
        }
        try writer.updateRun(id: session.id, counts)
        return (items, counts, ids)
    }

    private func commit(
        _ item: RetrievedItem, _ now: Int64, _ facts: inout JournalFacts,
        _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        switch item.body {
        case .failed(let error): return try fail(item, error, now, writer)
        case .unchanged, .released: return try unchanged(item, nil, now, &facts, writer)
        case .content(let content):
            guard
                try content.staged != nil || library.hasObject(content.digest, writer.reader)
            else {
                let failure = Failure.collected(item.record.source)
                let error = RetrievalError(.disk, failure.reason)
                return try fail(item, error, now, writer)
            }
            do {
                return try store(item, content, now, &facts, &links, writer)
            } catch let error as StoreError {
                return try fail(
                    item, content, withoutPlace: error.message, error.remedy, now, writer)
            }
        }
    }

    private func store(
        _ item: RetrievedItem, _ content: PreparedContent, _ now: Int64,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let digest = content.digest
        let older = try item.record.refreshes.flatMap { try writer.reader.match(id: $0) }
        // Also if the user put something else at its path: the source did not change.
        if let older, older.digest == digest, !older.isDeleted,
            !older.isSuperseded || older.isReplaced
        {
            try insert(content, writer)
            return try unchanged(item, older.id, now, &facts, writer)
        }
        let find = LandingPlace(
            record: item.record, reader: writer.reader, limits: library.limits.name)
        switch try find.find(content.path, digest) {
        case .free(let place):
            return try complete(item, content, at: place, nil, now, &facts, &links, writer)
        case .older(let place, let occupant):
            return try complete(item, content, at: place, occupant, now, &facts, &links, writer)
        case .same(let place, let occupant):
            // A crash may have left a link to something that was never committed.
            try links.link(place, content.digest)
            try insert(content, writer)
            return try unchanged(item, occupant.assetID, now, &facts, writer)
        case .none:
            let reason = "other pictures have \(content.path.text) and the places beside it"
            return try fail(
                item, content, withoutPlace: reason, .keepPathsApart, now, writer)
        }
    }

    /// The bytes are in the store by now. With a row they are content without an asset, which a
    /// collection removes after its grace, and not an object of unknown origin.
    private func fail(
        _ item: RetrievedItem, _ content: PreparedContent, withoutPlace reason: String,
        _ remedy: Remedy?, _ now: Int64, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        try insert(content, writer)
        return try fail(item, RetrievalError(.pathTaken, reason, remedy: remedy), now, writer)
    }

    @discardableResult
    private func insert(_ content: PreparedContent, _ writer: CatalogWriter) throws -> Bool {
        let isNew = try content.blob.map { try writer.insert($0) } ?? false
        for rendition in content.renditionRecords { try writer.insert(rendition) }
        return isNew
    }

    /// New bytes of a source, at their landing path.
    private func complete(
        _ item: RetrievedItem, _ content: PreparedContent, at place: BucketPath,
        _ occupant: PathOccupant?, _ now: Int64, _ facts: inout JournalFacts,
        _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let digest = content.digest
        let since = facts.later(now)
        try links.link(place, content.digest)
        let isNew = try insert(content, writer)
        try writer.complete(record, digest: digest, at: now)
        try writer.log(attempt(item), of: record.id)
        try writer.occupy(
            bucket: place.bucketText, path: place.pathText, assetID: record.id, kind: record.kind,
            superseding: occupant, at: since)
        let bytes = try content.blob?.size ?? writer.reader.blob(digest)?.size
        try facts.add(
            AssetRecord(record, digest: digest), place, content.digest,
            superseding: occupant?.assetID, at: since, retrieved: record, bytes: bytes)
        var committed = RetrievalItem(source: record.source, outcome: isNew ? .stored : .duplicate)
        committed.assetID = record.id
        committed.digest = content.digest
        committed.bucket = place.bucketText
        committed.path = place.pathText
        committed.superseded = occupant?.assetID
        if place != content.path { committed.instead = content.path.text }
        committed.attempts = record.attempts + 1
        return committed
    }

    /// The source brought nothing new: `holder`, or the asset that it was compared with, has the
    /// bytes.
    private func unchanged(
        _ item: RetrievedItem, _ holder: String?, _ now: Int64, _ facts: inout JournalFacts,
        _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let match = try (holder ?? record.refreshes).flatMap { try writer.reader.match(id: $0) }
        guard let match, !match.isDeleted else {
            // "Not changed" refers to an asset that is no longer here: the next attempt fetches all
            // of it.
            let failure = Failure.collected(record.source)
            return try fail(item, RetrievalError(.disk, failure.reason), now, writer)
        }
        // The journal knows only sources that were registered.
        if record.refreshes == nil { try facts.addPurge(of: record.id, at: now) }
        try writer.drop(record)
        let identity = (try? SourceURI(record.source))?.identity ?? record.source
        let isOwn =
            match.source.flatMap { try? SourceURI($0).identity } == identity
            && match.variant == record.variant
        if isOwn {
            try writer.updateSourceVersion(record, of: match.id)
        } else {
            let known = KnownSource(
                record, identity: identity, as: match.id, at: facts.later(now))
            try writer.remember(known)
            try facts.add(known)
        }
        let listing = try writer.reader.asset(id: match.id)
        var committed = RetrievalItem(source: record.source, outcome: .unchanged)
        committed.assetID = match.id
        committed.digest = match.digest
        committed.bucket = listing?.bucket
        committed.path = listing?.path
        committed.attempts = record.attempts + 1
        return committed
    }

    private func fail(
        _ item: RetrievedItem, _ error: RetrievalError, _ now: Int64, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let attempts = record.attempts + 1
        let decision = policy.decide(
            error, host: record.host, attempts: attempts, now: now, random: library.clock.random())
        var next: Int64?
        if case .again(let time) = decision { next = time }
        // A source that its credentials no longer open is not asked for.
        if let end = record.expiresAt, let time = next, time >= end { next = end }
        try writer.fail(
            record.id,
            RetrievalFailure(
                kind: .known(error.kind.failure), reason: describe(error, library.words),
                httpStatus: error.httpStatus,
                isPermanent: decision == .permanent, nextAttempt: next),
            keepsRequest: keepsRequests, at: now)
        try writer.log(attempt(item, error), of: record.id)
        if decision == .permanent { try? partials.discard(record.id) }
        if [404, 410].contains(error.httpStatus), let id = record.refreshes,
            let older = try writer.reader.match(id: id), older.source == record.source,
            older.variant == record.variant, older.goneAt == nil
        {
            try writer.setGone(id, since: now)
        }
        var committed = RetrievalItem(
            source: record.source,
            outcome: .failed(
                Failure(file: record.source, kind: error.kind.failure, error)))
        committed.assetID = record.id
        committed.bucket = record.targetBucket
        committed.path = record.targetPath
        committed.attempts = attempts
        committed.isPermanent = decision == .permanent
        committed.nextAttempt = next
        return committed
    }

    private func attempt(_ item: RetrievedItem, _ error: RetrievalError? = nil) -> AttemptRecord {
        var attempt = AttemptRecord(
            runID: session.id, at: item.startedAt, milliseconds: item.milliseconds,
            bytes: item.bytes)
        attempt.errorKind = error.map { .known($0.kind.failure) }
        attempt.reason = error.map { describe($0, library.words) }
        attempt.httpStatus = error?.httpStatus
        return attempt
    }
}

extension AssetRecord {
    /// The asset as it is once its bytes are here.
    package init(_ record: RetrievalRecord, digest: Digest) {
        self.init(
            id: record.id, digest: digest, kind: record.kind, origin: record.origin,
            name: record.name, userID: record.userID, jobID: record.jobID, source: record.source,
            metadata: record.metadata, retrievalStatus: .completed, createdAt: record.createdAt)
        externalID = record.externalID
    }
}

extension RunCounts {
    package mutating func add(_ item: RetrievalItem, bytes: Int = 0) {
        switch item.outcome {
        case .stored: stored += 1
        case .duplicate: duplicates += 1
        case .unchanged: unchanged += 1
        case .pending, .planned: break
        case .skipped: skipped += 1
        case .failed: failed += 1
        }
        found += 1
        self.bytes += bytes
    }
}
