import Catalog
import Foundation
import Retrieval
import StillStoreCore

/// What the store knows of a source that somebody asks for.
struct SourceHistory {
    enum Finding {
        case unknown
        /// Not here, and not given up.
        case waiting(SourceMatch)
        /// An asset holds what it gave when it was seen last, in that version.
        case here(SourceMatch, SourceVersion)
        /// Another picture of the same address, to be held against what comes.
        case other(SourceMatch)
        /// Deleted here; with its asset unless that was collected.
        case deleted(SourceMatch?)
    }

    let reader: CatalogReader
    /// Whether what was deleted is to come again.
    let isAgain: Bool
    /// Whether what is to land, or landed, at that template is meant for another place.
    let isElsewhere: (_ targetPath: String?, _ metadata: String) -> Bool

    func find(_ record: RetrievalRecord, identity: String) throws -> Finding {
        var matches = try reader.matches(source: record.source, bucket: record.targetBucket)
        if identity != record.source {
            matches += try reader.matches(source: identity, bucket: record.targetBucket)
        }
        matches = matches.filter { !isElsewhere($0.targetPath, $0.metadata) }
        // What another service has in a bucket of that name says nothing of this one's: its ETag
        // is not held against it, nor sent to it.
        let isOfBucket = ["s3://", "gs://"].contains { record.source.hasPrefix($0) }
        if isOfBucket { matches.removeAll { $0.variant != record.variant } }
        // The newest one decides.
        for match in matches where match.variant == record.variant {
            if let finding = finding(match, version(of: match)) { return finding }
        }
        // What waits takes what its address gives now, whoever made it.
        if let waiting = matches.first(where: { $0.status != .completed && !$0.isDeleted }) {
            return .waiting(waiting)
        }
        for known in try reader.knownSources(
            identity, bucket: record.targetBucket, variant: record.variant)
        {
            if let finding = try finding(known, record) { return finding }
        }
        // Of a single address of ComfyUI nobody knows the job: what was deleted there is meant.
        if record.variant == nil, record.source.hasPrefix("comfyui+"), !isAgain,
            let newest = matches.first, newest.isDeleted
        {
            return .deleted(newest)
        }
        let other = matches.first {
            $0.status == .completed && !$0.isDeleted && !$0.isSuperseded && $0.blobState == .present
        }
        return other.map { .other($0) } ?? .unknown
    }

    private func finding(_ match: SourceMatch, _ version: SourceVersion) -> Finding? {
        if match.isDeleted { return isAgain ? nil : .deleted(match) }
        if match.status != .completed { return .waiting(match) }
        // What another source superseded, as earlier versions did, is to come back.
        if match.isSuperseded, !match.isReplaced { return nil }
        return match.blobState == .present ? .here(match, version) : nil
    }

    private func finding(_ known: KnownSource, _ record: RetrievalRecord) throws -> Finding? {
        guard let id = known.assetID else {
            return isAgain || isElsewhere(known.targetPath, "{}") ? nil : .deleted(nil)
        }
        guard let match = try reader.match(id: id), !match.isSuperseded,
            !isElsewhere(known.targetPath, match.metadata)
        else { return nil }
        // The same source, spelled otherwise, is of the asset's own version.
        let isOwn =
            match.variant == record.variant
            && match.source.flatMap { try? SourceURI($0).identity } == known.source
        let seen = SourceVersion(etag: known.etag, modified: known.modified, size: known.size)
        return finding(match, isOwn ? version(of: match) : seen)
    }

    private func version(of match: SourceMatch) -> SourceVersion {
        SourceVersion(etag: match.etag, modified: match.modified, size: match.size)
    }
}
