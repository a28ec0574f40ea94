import Catalog
import ContentStore
import Domain
import Retrieval
import StillStoreCore
import Values

/// Updates an asset from what a listing says of it: on which board it is, whether it has a star.
/// Its bytes stay.
struct FollowListing {
    let library: Library
    let writer: CatalogWriter

    func follow(
        _ match: SourceMatch, _ state: String, _ record: RetrievalRecord,
        _ facts: inout JournalFacts, _ links: inout LinkChanges
    ) throws {
        guard match.status == .completed, !match.isSuperseded, !match.isDeleted else { return }
        let metadata = mergeState(match.metadata, state)
        let isMoved = match.targetPath != record.targetPath
        if metadata == nil, !isMoved {
            if match.goneAt != nil { try writer.setGone(match.id, since: nil) }
            return
        }
        let now = facts.later(record.createdAt)
        if isMoved { try move(match, record, now, &facts, &links) }
        let text = metadata ?? match.metadata
        try writer.follow(match.id, metadata: text, targetPath: record.targetPath, at: now)
        try facts.addUpdate(
            of: match.id, metadata: text, targetPath: record.targetPath, at: now)
        facts.tell(.updated, match.id, of: try writer.reader.asset(id: match.id)?.asset.userID)
    }

    private func move(
        _ match: SourceMatch, _ record: RetrievalRecord, _ now: Int64,
        _ facts: inout JournalFacts, _ links: inout LinkChanges
    ) throws {
        guard let digest = match.digest, let bucket = match.bucket, let path = match.path,
            bucket == record.targetBucket
        else { return }
        let old = try BucketPath(recorded: bucket, path)
        let ending = nameExtension(Array(old.components.last ?? []))
        let wanted = try library.target(
            old.bucket, PathTemplate(bytes: EscapedName.bytes(record.targetPath)),
            digest: digest, ext: EscapedName.text(ending),
            timestamp: record.createdAt)
        // The user moved it, or its path does not depend on what changed.
        if wanted == old { return }
        let resolve = ResolveTarget(
            record: record, reader: writer.reader, limits: library.limits.name)
        guard case .free(let new) = try resolve.resolve(wanted, digest) else { return }
        do {
            try links.link(new, digest)
        } catch is StoreError {
            // The file system cannot have this name: the asset keeps its path.
            return
        }
        links.remove(old, showing: digest)
        try writer.move(match.id, to: (new.bucketText, new.pathText), at: now)
        try facts.addDeletion(of: match.id, at: now)
        try facts.addUndeletion(of: match.id, at: new, superseding: nil, time: now)
    }
}
