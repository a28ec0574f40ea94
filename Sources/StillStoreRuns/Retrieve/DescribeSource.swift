import Catalog
import ContentStore
import Foundation
import Retrieval
package import StillStoreCore
package import Values

/// What the row of a source says: its target path and everything else that is known before anything
/// is fetched.
struct DescribeSource {
    let library: Library
    let request: FetchRequest
    let allowed: AddressRule
    let access: AccessSettings

    /// Whether somebody chose the path, or its template.
    func isPlaceOwn(_ item: SourceItem) -> Bool {
        item.path != nil || request.placement.template != .standard
            || !request.placement.prefix.isEmpty
    }

    /// Whether what landed at `targetPath` differs from what is asked for now. Neither a target
    /// that nobody chose nor a position in a list tells two assets of one source apart.
    func isElsewhere(
        _ targetPath: String?, _ metadata: String, _ record: RetrievalRecord, _ item: SourceItem,
        _ index: Int
    ) -> Bool {
        guard isPlaceOwn(item), targetPath != record.targetPath else { return false }
        guard let targetPath, let landed = try? PathTemplate(bytes: EscapedName.bytes(targetPath))
        else { return true }
        let before = request.placement
        if item.path == nil, before.template.uses(.index),
            let numbered = try? target(item, item.relativePath, nil), numbered.agrees(with: landed)
        {
            return false
        }
        // On another board of the same server it is the same picture.
        if let old = InvokeAIListing.path(ofMetadata: metadata),
            let earlier = try? target(item, old, index), earlier.bytes == landed.bytes
        {
            return false
        }
        return true
    }

    /// The row of a source that waits to be fetched.
    func record(
        _ item: SourceItem, _ source: SourceURI, _ index: Int, _ now: Int64
    ) throws -> RetrievalRecord {
        let mirror = source.mirror
        let bucket = item.bucket ?? request.bucket ?? Array(mirror.bucket.utf8)
        let template = try target(item, item.relativePath, index)
        try checkPlace(bucket, template)
        var record = RetrievalRecord(
            id: library.clock.makeID(at: now), source: source.text, host: source.host,
            targetBucket: EscapedName.text(bucket), targetPath: EscapedName.text(template.bytes),
            name: EscapedName.text(source.name), createdAt: now)
        let isGenerated = source.kind == .invokeai || source.kind == .comfyui
        record.origin = request.origin ?? (isGenerated ? .generated : .retrieved)
        record.expiresAt = source.expiresAt
        record.expectedDigest = item.expectedDigest
        // A video is asked for by name, and is not a picture.
        record.keepsUndecodable =
            request.keepsUndecodable
            || isGenerated && isVideoName(EscapedName.text(source.name))
        // A host that is allowed now is allowed for later attempts.
        record.allowsOwnHost = item.isTrusted || allowed.names(host: source.host)
        record.userID = request.placement.userID
        record.jobID = request.placement.jobID ?? item.jobID
        record.externalID = item.externalID
        record.variant = item.variant ?? access.endpoint(of: source.kind)
        record.metadata = mergeJSON(request.placement.metadata, item.metadata)
        return record
    }

    /// The path with everything known filled in.
    /// - Parameters:
    ///   - relative: nil if the source's own mirror is used.
    ///   - index: nil to leave it open.
    private func target(
        _ item: SourceItem, _ relative: [UInt8]?, _ index: Int?
    ) throws(RetrievalError) -> PathTemplate {
        let own = item.path.map { PathTemplate.literal($0) } ?? request.placement.template
        let source = try item.source.get()
        let path = relative ?? source.mirror.path
        let name = Array(path.split(separator: UInt8(ascii: "/")).last ?? [])
        let job = request.placement.jobID ?? item.jobID
        guard job != nil || !own.uses(.jobID) else {
            throw RetrievalError(
                .unsupported, "the path template uses {job_id}, and its job is not known")
        }
        let filled = own.filling { field in
            switch field {
            // Only the server knows its board.
            case .relativePath: relative == nil && source.kind == .invokeai ? nil : path
            case .filename: name
            case .stem: stem(name)
            case .userID: request.placement.userID.map { Array($0.utf8) } ?? []
            case .jobID: job.map { Array($0.utf8) } ?? []
            case .index: index.map { Array(String($0).utf8) }
            case .timestamp: item.createdAt.map { Array(String($0).utf8) }
            case .ext, .digest: nil
            }
        }
        var prefix = request.placement.prefix
        if !prefix.isEmpty, prefix.last != UInt8(ascii: "/") { prefix.append(UInt8(ascii: "/")) }
        return filled.prefixed(by: prefix)
    }

    /// Finds an impossible target before anything is fetched for it.
    private func checkPlace(_ bucket: [UInt8], _ template: PathTemplate) throws(NameError) {
        _ = try library.target(
            bucket, template, digest: Digest(bytes: [UInt8](repeating: 0, count: 32)), ext: "jpg",
            timestamp: 1_700_000_000_000)
    }
}

extension Library {
    /// The target once digest, extension and time are known.
    package func target(
        _ bucket: [UInt8], _ template: PathTemplate, digest: Digest, ext: String, timestamp: Int64,
        relativePath: [UInt8] = Array("board/name".utf8)
    ) throws(NameError) -> BucketPath {
        let values = PathTemplate.Values(
            relativePath: relativePath, filename: [], ext: ext, digest: digest,
            timestamp: timestamp,
            index: 0)
        return try BucketPath(bucket: bucket, path: template.path(values), limits: limits.name)
    }
}
