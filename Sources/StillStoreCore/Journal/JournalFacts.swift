package import Catalog
package import ContentStore
package import Domain
import Foundation
package import Imaging
package import Values

/// The lines that a transaction adds to the journal: what neither pixels nor paths say.
/// `docs/format.md` specifies them.
///
/// A rebuild goes by the times of facts. So those of one transaction come after those of all that
/// were committed before it, although the clock may have been set back meanwhile.
package struct JournalFacts {
    package private(set) var lines: [UInt8] = []
    /// The time of the last one.
    package private(set) var newest: Int64 = 0
    private let previous: Int64
    /// What the feed is told of them.
    private var changes = AssetChanges()

    /// Of a rebuild, which finds out what was when.
    package init() { previous = .min }

    package init(of writer: CatalogWriter) throws { previous = try writer.reader.newestFact() }

    /// `time`, or what stands for it where the clock was set back, or stands still. Rows of a place
    /// have it too, so that facts can be written from them again.
    package func later(_ time: Int64) -> Int64 { max(time, previous + 1) }

    private mutating func moment(_ time: Int64) -> Int64 {
        let moment = later(time)
        newest = max(newest, moment)
        return moment
    }

    /// An asset has its bytes and is current at `path`, from `time` on.
    /// - Parameters:
    ///   - record: what was asked of its source, for one that was fetched.
    ///   - bytes: the size of its object.
    package mutating func add(
        _ asset: AssetRecord, _ path: BucketPath, _ digest: Digest, superseding previous: String?,
        at time: Int64, retrieved record: RetrievalRecord? = nil, bytes: Int64? = nil
    ) throws {
        var fact = AssetFact(
            id: asset.id, digest: digest.hex, bucket: path.bucketText, path: path.pathText,
            kind: asset.kind.rawValue, origin: asset.origin.rawValue, name: asset.name,
            userID: asset.userID, jobID: asset.jobID, externalID: asset.externalID,
            source: asset.source, metadata: asset.metadata, createdAt: asset.createdAt,
            at: moment(time),
            supersedes: previous)
        fact.bytes = bytes
        fact.targetBucket = record?.targetBucket ?? asset.targetBucket
        fact.targetPath = record?.targetPath ?? asset.targetPath
        fact.allowsOwnHost = (record?.allowsOwnHost ?? asset.retrieval.allowsOwnHost) ? true : nil
        if let record {
            fact.sourceHost = record.host
            fact.sourceETag = record.etag
            fact.sourceModified = record.modified
            fact.sourceSize = record.size
            fact.expectedDigest = record.expectedDigest?.hex
            fact.keepsUndecodable = record.keepsUndecodable ? true : nil
            fact.sourceVariant = record.variant
        }
        try append(.asset(fact))
        tell(.added, asset.id, of: asset.userID)
    }

    /// The feed is told of a change of an asset; of those that have their bytes from now on, or wait for
    /// them, it is anyway.
    package mutating func tell(_ change: AssetBatch.Change, _ asset: String, of user: String?) {
        changes.add(change, asset, of: user)
    }

    /// Adds the events of this transaction, to last.
    package mutating func addEvents(_ library: Library, _ writer: CatalogWriter) throws {
        let batches = changes.batches
        changes = AssetChanges()
        if batches.isEmpty { return }
        try library.domain.change(alongside: writer, &self) { transaction in
            for batch in batches { try transaction.tell(of: batch) }
        }
    }

    /// A source waits to be fetched, as `id`.
    package mutating func addWaiting(_ record: RetrievalRecord, as id: String, at time: Int64)
        throws
    {
        try append(
            .waiting(
                WaitingFact(
                    id: id, kind: record.kind.rawValue, origin: record.origin.rawValue,
                    name: record.name, source: record.source, sourceHost: record.host,
                    targetBucket: record.targetBucket, targetPath: record.targetPath,
                    userID: record.userID, jobID: record.jobID, externalID: record.externalID,
                    metadata: record.metadata, createdAt: record.createdAt,
                    at: moment(time),
                    sealedSource: record.sealedSource?.base64EncodedString(),
                    sourceExpires: record.expiresAt,
                    expectedDigest: record.expectedDigest?.hex,
                    keepsUndecodable: record.keepsUndecodable ? true : nil,
                    allowsOwnHost: record.allowsOwnHost ? true : nil,
                    sourceVariant: record.variant)))
        tell(.registered, id, of: record.userID)
    }

    /// The server says something else of an asset than it did.
    package mutating func addUpdate(
        of id: String, metadata: String, targetPath: String?, at time: Int64
    ) throws {
        try append(
            .update(
                UpdateFact(
                    id: id, metadata: metadata, targetPath: targetPath, at: moment(time))))
    }

    /// A source needs no asset of its own.
    package mutating func add(_ known: KnownSource) throws {
        try append(
            .source(
                SourceFact(
                    source: known.source, bucket: known.bucket, targetPath: known.targetPath,
                    sourceVariant: known.variant.isEmpty ? nil : known.variant, id: known.assetID,
                    sourceETag: known.etag, sourceModified: known.modified,
                    sourceSize: known.size, at: moment(known.at))))
    }

    /// A recipe has been used for the first time.
    package mutating func addRecipe(_ recipe: Recipe, at time: Int64) throws {
        try addRecipe(
            id: recipe.id, name: recipe.name, definition: recipe.definition, at: time)
    }

    package mutating func addRecipe(id: String, name: String, definition: String, at time: Int64)
        throws
    {
        try append(
            .recipe(RecipeFact(id: id, name: name, definition: definition, at: moment(time))))
    }

    /// An asset was deleted; its path is free.
    package mutating func addDeletion(of id: String, at time: Int64) throws {
        try append(.deletion(ChangeFact(id: id, at: moment(time))))
    }

    /// A deleted asset lives again, at `path`.
    package mutating func addUndeletion(
        of id: String, at path: BucketPath, superseding previous: String?, time: Int64
    ) throws {
        try append(
            .undeletion(
                UndeletionFact(
                    id: id, bucket: path.bucketText, path: path.pathText, at: moment(time),
                    supersedes: previous)))
    }

    /// The catalogue purged an asset.
    package mutating func addPurge(of id: String, at time: Int64) throws {
        try append(.purge(ChangeFact(id: id, at: moment(time))))
    }

    /// Rows of the domain changed. What happened when is said by the numbers of these facts.
    package mutating func add(_ rows: [RowFact]) {
        for row in rows {
            lines += row.line.utf8
            lines.append(UInt8(ascii: "\n"))
            newest = max(newest, previous, row.at)
        }
    }

    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private mutating func append(_ fact: JournalFact) throws {
        lines += try fact.line(encoder)
        lines.append(UInt8(ascii: "\n"))
    }
}

extension CatalogWriter {
    /// Writes the facts of this transaction down, to last.
    package func write(_ facts: JournalFacts, to journal: Journal) throws {
        if facts.lines.isEmpty { return }
        switch JournalOwner(of: journal.name) {
        case .run: try journal.syncCatalog()
        case .session: try journal.recordClaim()
        case .upload: break
        }
        let size = try journal.append(facts.lines)
        try upsert(JournalFile(name: journal.fileName, size: Int64(size)))
        try setNewestFact(facts.newest)
        afterCommit { journal.recordCommitted(size) }
    }

    /// Notes the recipes that a batch uses, in the catalogue and, those that are new, as facts.
    package func upsert(_ recipes: [Recipe], _ facts: inout JournalFacts, at time: Int64) throws {
        for recipe in recipes {
            let isNew = try insertRecipe(
                id: recipe.id, name: recipe.name, definition: recipe.definition,
                at: time)
            if isNew { try facts.addRecipe(recipe, at: time) }
        }
    }
}
