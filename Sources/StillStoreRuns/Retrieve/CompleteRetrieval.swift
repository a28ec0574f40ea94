package import Catalog
import ContentStore
import Domain
import Imaging
import Retrieval
import StillStoreCore
package import Values

/// Completes the rows of one retrieved item, in the transaction of its batch.
struct CompleteRetrieval {
    let library: Library
    let runID: String
    let policy: RetryPolicy
    /// The run itself tries failed ones again.
    let keepsRequests: Bool
    let partials: PartialFiles
    let writer: CatalogWriter
    let now: Int64

    func complete(
        _ item: RetrievedItem, _ facts: inout JournalFacts, _ links: inout LinkChanges
    ) throws -> RetrievalItem {
        switch item.body {
        case .failed(let error): return try fail(item, error)
        case .unchanged, .released: return try unchanged(item, nil, &facts)
        case .content(let content):
            guard
                try content.staged != nil || library.hasObject(content.digest, writer.reader)
            else {
                let failure = Failure.collected(item.record.source)
                let error = RetrievalError(.disk, failure.reason)
                return try fail(item, error)
            }
            do {
                return try store(item, content, &facts, &links)
            } catch let error as StoreError {
                return try fail(item, content, withoutPath: error.message, error.remedy)
            }
        }
    }

    private func store(
        _ item: RetrievedItem, _ content: PreparedContent, _ facts: inout JournalFacts,
        _ links: inout LinkChanges
    ) throws -> RetrievalItem {
        let digest = content.digest
        let older = try item.record.refreshes.flatMap { try writer.reader.match(id: $0) }
        // Also if the user put something else at its path: the source did not change.
        if let older, older.digest == digest, !older.isDeleted,
            !older.isSuperseded || older.isReplaced
        {
            try insert(content)
            return try unchanged(item, older.id, &facts)
        }
        let resolve = ResolveTarget(
            record: item.record, reader: writer.reader, limits: library.limits.name)
        switch try resolve.resolve(content.path, digest) {
        case .free(let path):
            return try occupy(path, item, content, superseding: nil, &facts, &links)
        case .older(let path, let occupant):
            return try occupy(path, item, content, superseding: occupant, &facts, &links)
        case .same(let path, let occupant):
            // A crash may have left a link to something that was never committed.
            try links.link(path, content.digest)
            try insert(content)
            return try unchanged(item, occupant.assetID, &facts)
        case .none:
            let reason = "other pictures have \(content.path.text) and the places beside it"
            return try fail(item, content, withoutPath: reason, .keepPathsApart)
        }
    }

    /// The bytes are in the store by now. With a row they are content without an asset, which `gc`
    /// removes after its grace, and not an object of unknown origin.
    private func fail(
        _ item: RetrievedItem, _ content: PreparedContent, withoutPath reason: String,
        _ remedy: Remedy?
    ) throws -> RetrievalItem {
        try insert(content)
        return try fail(item, RetrievalError(.pathTaken, reason, remedy: remedy))
    }

    @discardableResult
    private func insert(_ content: PreparedContent) throws -> Bool {
        let isNew = try content.blob.map { try writer.insert($0) } ?? false
        for rendition in content.renditionRecords { try writer.insert(rendition) }
        return isNew
    }

    /// New bytes of a source, at the path that they get.
    private func occupy(
        _ path: BucketPath, _ item: RetrievedItem, _ content: PreparedContent,
        superseding occupant: PathOccupant?, _ facts: inout JournalFacts,
        _ links: inout LinkChanges
    ) throws -> RetrievalItem {
        let record = item.record
        let digest = content.digest
        let since = facts.later(now)
        try links.link(path, content.digest)
        let isNew = try insert(content)
        try writer.complete(record, digest: digest, at: now)
        try writer.log(attempt(item), of: record.id)
        try writer.occupy(
            bucket: path.bucketText, path: path.pathText, assetID: record.id, kind: record.kind,
            superseding: occupant, at: since)
        let bytes = try content.blob?.size ?? writer.reader.blob(digest)?.size
        try facts.add(
            AssetRecord(record, digest: digest), path, content.digest,
            superseding: occupant?.assetID, at: since, retrieved: record, bytes: bytes)
        var committed = RetrievalItem(source: record.source, outcome: isNew ? .stored : .duplicate)
        committed.assetID = record.id
        committed.digest = content.digest
        committed.bucket = path.bucketText
        committed.path = path.pathText
        committed.superseded = occupant?.assetID
        if path != content.path { committed.instead = content.path.text }
        committed.attempts = record.attempts + 1
        return committed
    }

    /// The source brought nothing new: `holder`, or the asset that it was compared with, has the
    /// bytes.
    private func unchanged(
        _ item: RetrievedItem, _ holder: String?, _ facts: inout JournalFacts
    ) throws -> RetrievalItem {
        let record = item.record
        let match = try (holder ?? record.refreshes).flatMap { try writer.reader.match(id: $0) }
        guard let match, !match.isDeleted else {
            // "Not changed" refers to an asset that is no longer here: the next attempt fetches all
            // of it.
            let failure = Failure.collected(record.source)
            return try fail(item, RetrievalError(.disk, failure.reason))
        }
        // The journal knows only sources that were registered.
        if record.refreshes == nil {
            try facts.addPurge(of: record.id, at: now)
            facts.tell(.purged, record.id, of: record.userID)
        }
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
        _ item: RetrievedItem, _ error: RetrievalError
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
            runID: runID, at: item.startedAt, milliseconds: item.milliseconds,
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
