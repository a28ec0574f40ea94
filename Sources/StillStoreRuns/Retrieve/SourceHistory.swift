import Catalog
import Foundation
import Retrieval
import StillStoreCore

/// What the store knows of a source that is asked for.
struct SourceHistory {
    enum Finding {
        case unknown
        /// Not here, and not deleted.
        case waiting(SourceMatch)
        /// An asset has what it gave when it was last seen, in that version.
        case here(SourceMatch, SourceVersion)
        /// Another picture of the same address, to be compared with what comes.
        case other(SourceMatch)
        /// Deleted here; with its asset, unless that was purged.
        case deleted(SourceMatch?)
    }

    let reader: CatalogReader
    /// Whether what was deleted is to be fetched again.
    let isAgain: Bool
    /// Whether the target, or the target path, belongs to another template.
    let isElsewhere: (_ targetPath: String?, _ metadata: String) -> Bool

    func find(_ record: RetrievalRecord, identity: String) throws -> Finding {
        var matches = try reader.matches(source: record.source, bucket: record.targetBucket)
        if identity != record.source {
            matches += try reader.matches(source: identity, bucket: record.targetBucket)
        }
        matches = matches.filter { !isElsewhere($0.targetPath, $0.metadata) }
        // A bucket of the same name at another service is another source: ETags are neither
        // compared with it nor sent to it.
        let isOfBucket = ["s3://", "gs://"].contains { record.source.hasPrefix($0) }
        if isOfBucket { matches.removeAll { $0.variant != record.variant } }
        // The newest one decides.
        for match in matches where match.variant == record.variant {
            if let finding = finding(match, version(of: match)) { return finding }
        }
        // A waiting asset gets what its address gives now, whichever run registered it.
        if let waiting = matches.first(where: { $0.status != .completed && !$0.isDeleted }) {
            return .waiting(waiting)
        }
        for known in try reader.knownSources(
            identity, bucket: record.targetBucket, variant: record.variant)
        {
            if let finding = try finding(known, record) { return finding }
        }
        // The job of a single ComfyUI address is not known: the deleted one is meant.
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
        // An asset that another source superseded, as earlier versions allowed, is fetched again.
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
        // Another spelling of the same source has the asset's own version.
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
