import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
import Synchronization

/// Makes a batch of retrieved items part of the store, in the steps of `Commit`, and settles
/// their rows in the same transaction. It blocks; one thread runs all of a run's.
final class CommitRetrievals: Sendable {
    typealias Settled = (items: [RetrievalItem], counts: RunCounts)

    private let library: Library
    private let session: RunSession
    private let policy: RetryPolicy
    /// The run tries failed ones again itself.
    private let keepsRequests: Bool
    private let partials: PartialFiles
    /// Which digest took which path in this run: see `PathClaims`.
    private let claims = Mutex(PathClaims())

    init(_ library: Library, _ session: RunSession, _ policy: RetryPolicy, keepsRequests: Bool) {
        self.library = library
        self.session = session
        self.policy = policy
        self.keepsRequests = keepsRequests
        partials = PartialFiles(in: library.directory)
    }

    /// - Throws: `StoreFailure`; then nothing of the batch counts as stored.
    func callAsFunction(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts
    ) throws(StoreFailure) -> Settled {
        do {
            let batch = try batch.map(checkingFile)
            let contents = batch.compactMap(\.content)
            let paths = contents.flatMap { content in
                (content.staged.map { [$0.path] } ?? []) + content.renditions.map(\.path)
            }
            let staging = session.staging
            try staging.makeDurable(paths)
            let settled = try library.directory.recording {
                try staging.publish(
                    contents.compactMap(\.staged), contents.flatMap(\.renditions))
                return try library.record(staging, session.journal) { writer, facts, links in
                    try record(batch, hosts, counts, &facts, &links, writer)
                }
            }
            // Of those that were settled here: others are somebody else's by now.
            let ids = Set(settled.items.compactMap(\.assetID))
            for item in batch where item.content != nil && ids.contains(item.record.id) {
                try? partials.discard(item.record.id)
            }
            return settled
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    /// Of an asset that was deleted and collected while it was fetched, even the file is gone.
    private func checkingFile(_ item: RetrievedItem) throws(DiskError) -> RetrievedItem {
        guard let staged = item.content?.staged,
            try library.directory.disk.stat(staged.path, following: false) == nil
        else { return item }
        var item = item
        item.body = .failed(RetrievalError(.disk, Failure.collected(item.record.source).reason))
        return item
    }

    private func record(
        _ batch: [RetrievedItem], _ hosts: [HostRecord], _ counts: RunCounts,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> Settled {
        var counts = counts
        var items: [RetrievalItem] = []
        let now = library.time.now()
        try writer.note(library.ingestRecipes, &facts, at: now)
        for host in hosts { try writer.note(host) }
        for item in batch {
            // Taken back by another program, which thought us dead: its own now.
            guard try writer.isHeld(item.record.id, by: session.id) else { continue }
            if case .released = item.body {
                try writer.release(run: session.id, ids: [item.record.id], at: now)
                continue
            }
            let settled = try settle(item, now, &facts, &links, writer)
            // What this run itself tries again is not done with.
            let comesAgain = keepsRequests && settled.nextAttempt != nil
            if comesAgain { counts.bytes += Int(item.bytes) }
            if !comesAgain { counts.add(settled, bytes: Int(item.bytes)) }
            if !comesAgain, case .failed(let failure) = settled.outcome {
                try writer.insert(
                    RunFailure(
                        number: counts.failed, file: failure.file, kind: failure.kind,
                        reason: failure.reason), run: session.id)
            }
            items.append(settled)
        }
        try writer.updateRun(id: session.id, counts)
        return (items, counts)
    }

    private func settle(
        _ item: RetrievedItem, _ now: Int64, _ facts: inout JournalFacts,
        _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        switch item.body {
        case .failed(let error): return try fail(item, error, now, writer)
        case .unchanged, .released: return try unchanged(item, now, writer)
        case .content(let content):
            if claims.withLock({ $0.isTaken(content.path, content.digest) }) {
                let error = RetrievalError(
                    .pathTaken,
                    "an earlier source of this run took \(content.path.text) with other bytes: use a --path-template or --prefix that keeps them apart"
                )
                return try fail(item, error, now, writer)
            }
            guard
                try content.staged != nil || library.hasObject(content.digest, writer.reader)
            else {
                let failure = Failure.collected(item.record.source)
                return try fail(item, RetrievalError(.disk, failure.reason), now, writer)
            }
            do {
                return try store(item, content, now, &facts, &links, writer)
            } catch let error as StoreError {
                return try fail(item, RetrievalError(.pathTaken, error.message), now, writer)
            }
        }
    }

    private func store(
        _ item: RetrievedItem, _ content: PreparedContent, _ now: Int64,
        _ facts: inout JournalFacts, _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let digest = Data(content.digest.bytes)
        let (bucket, path) = (content.path.bucketText, content.path.pathText)
        let older = try record.refreshes.flatMap { try writer.reader.asset(id: $0) }
        if let older, older.asset.digest == digest, older.asset.isCurrent {
            return try unchanged(item, now, writer)
        }
        let occupant = try writer.reader.occupant(bucket: bucket, path: path)
        let since = facts.later(now)
        try links.show(content.path, content.digest)
        let isNew = try content.blob.map { try writer.insert($0) } ?? false
        for rendition in content.renditionRecords { try writer.insert(rendition) }
        try writer.complete(record, digest: digest, at: now)
        try writer.log(attempt(item), of: record.id)
        try writer.occupy(
            bucket: bucket, path: path, assetID: record.id, kind: record.kind,
            superseding: occupant, at: since)
        let bytes = try content.blob?.size ?? writer.reader.blob(digest)?.size
        try facts.add(
            AssetRecord(record, digest: digest), content.path, content.digest,
            superseding: occupant?.assetID, at: since, retrieved: record, bytes: bytes)
        var settled = RetrievalItem(source: record.source, outcome: isNew ? .stored : .duplicate)
        settled.assetID = record.id
        settled.digest = content.digest
        settled.bucket = bucket
        settled.path = path
        settled.superseded = occupant?.assetID
        settled.attempts = record.attempts + 1
        return settled
    }

    private func unchanged(
        _ item: RetrievedItem, _ now: Int64, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let older = try record.refreshes.flatMap { try writer.reader.asset(id: $0) }
        if record.refreshes != nil, older?.asset.deletedAt != nil || older == nil {
            // Unchanged against what is no longer here: it is fetched whole the next time.
            let failure = Failure.collected(record.source)
            return try fail(item, RetrievalError(.disk, failure.reason), now, writer)
        }
        try writer.drop(record)
        var settled = RetrievalItem(source: record.source, outcome: .unchanged)
        settled.assetID = older?.asset.id
        settled.digest = older?.asset.digest.map { Digest(bytes: $0) }
        settled.bucket = older?.bucket
        settled.path = older?.path
        settled.attempts = record.attempts + 1
        return settled
    }

    private func fail(
        _ item: RetrievedItem, _ error: RetrievalError, _ now: Int64, _ writer: CatalogWriter
    ) throws -> RetrievalItem {
        let record = item.record
        let attempts = record.attempts + 1
        let decision = policy.decide(
            error, host: record.host, attempts: attempts, now: now, random: library.time.random())
        var next: Int64?
        if case .again(let time) = decision { next = time }
        // What its credentials no longer open is not asked for.
        if let end = record.expiresAt, let time = next, time >= end { next = end }
        try writer.fail(
            record.id,
            RetrievalFailure(
                kind: error.kind.rawValue, reason: error.reason, httpStatus: error.httpStatus,
                isPermanent: decision == .permanent, nextAttempt: next),
            keepsRequest: keepsRequests, at: now)
        try writer.log(attempt(item, error), of: record.id)
        if decision == .permanent { try? partials.discard(record.id) }
        var settled = RetrievalItem(
            source: record.source,
            outcome: .failed(
                Failure(file: record.source, kind: error.kind.rawValue, reason: error.reason)))
        settled.assetID = record.id
        settled.bucket = record.targetBucket
        settled.path = record.targetPath
        settled.attempts = attempts
        settled.isPermanent = decision == .permanent
        settled.nextAttempt = next
        return settled
    }

    private func attempt(_ item: RetrievedItem, _ error: RetrievalError? = nil) -> AttemptRecord {
        var attempt = AttemptRecord(
            runID: session.id, at: item.startedAt, milliseconds: item.milliseconds,
            bytes: item.bytes)
        attempt.errorKind = error?.kind.rawValue
        attempt.reason = error?.reason
        attempt.httpStatus = error?.httpStatus
        return attempt
    }
}

extension AssetRecord {
    /// As it is once its bytes are here.
    init(_ record: RetrievalRecord, digest: Data) {
        self.init(
            id: record.id, digest: digest, kind: record.kind, origin: record.origin,
            name: record.name, userID: record.userID, jobID: record.jobID, source: record.source,
            metadata: record.metadata, retrievalStatus: .completed, createdAt: record.createdAt)
        externalID = record.externalID
    }
}

extension RunCounts {
    mutating func add(_ item: RetrievalItem, bytes: Int = 0) {
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
