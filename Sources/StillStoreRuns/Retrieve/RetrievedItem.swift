import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
import StillStoreCore
import Values

/// One asset after its transfer and decoding, or its failure: all that the commit needs.
struct RetrievedItem: Sendable {
    enum Body: Sendable {
        case content(PreparedContent)
        case unchanged
        case failed(RetrievalError)
        /// Not tried: its claim is released.
        case released
    }

    var record: RetrievalRecord
    var body: Body
    var startedAt: Int64 = 0
    var milliseconds: Int64 = 0
    var bytes: Int64 = 0

    static func released(_ record: RetrievalRecord) -> RetrievedItem {
        RetrievedItem(record: record, body: .released)
    }

    var content: PreparedContent? {
        if case .content(let content) = body { content } else { nil }
    }
}

/// Decodes what was fetched. Blocks; runs on a worker thread.
struct PrepareRetrieved: Sendable {
    let library: Library
    let staging: StagingArea

    /// - Throws: `StoreFailure`.
    func prepare(_ transferred: TransferResult) throws -> RetrievedItem {
        var item = RetrievedItem(
            record: transferred.record, body: .unchanged, startedAt: transferred.startedAt,
            milliseconds: transferred.milliseconds, bytes: transferred.bytes)
        switch transferred.body {
        case .unchanged: break
        case .failed(let error): item.body = error.kind == .stopped ? .released : .failed(error)
        case .staged(let contents, let facts):
            item.record.metadata = mergeJSON(item.record.metadata, facts.metadata)
            if let graph = facts.graph, try !EmbeddedGraph.isIn(contents.path, library.directory) {
                item.record.metadata =
                    mergeState(item.record.metadata, graph) ?? item.record.metadata
            }
            if item.record.origin == .generated, let time = facts.createdAt {
                item.record.createdAt = time
            }
            item.record.etag = facts.version.etag
            item.record.modified = facts.version.modified
            item.record.size = facts.version.size
            item.body = try examine(at: contents, facts, &item.record)
        }
        return item
    }

    private func examine(
        at staged: StagedContents, _ facts: FetchedFacts, _ record: inout RetrievalRecord
    ) throws -> RetrievedItem.Body {
        let contents = FileContents.staged(
            staged.path, staged.digest, size: staged.size, isLinked: false)
        let prepare = Prepare(
            library: library, staging: staging, transfer: .copy,
            keepsUndecodable: record.keepsUndecodable)
        var template: PathTemplate
        do throws(RequestError) {
            template = try PathTemplate(bytes: EscapedName.bytes(record.targetPath))
        } catch {
            contents.discard(staging)
            return .failed(RetrievalError(.pathTaken, error.message, remedy: error.remedy))
        }
        if let path = facts.path {
            template = template.filling { $0 == .relativePath ? path : nil }
            record.targetPath = EscapedName.text(template.bytes)
        }
        let bucket = EscapedName.bytes(record.targetBucket)
        let name = EscapedName.bytes(record.name)
        let time =
            facts.createdAt ?? facts.version.modified.flatMap { HTTPDate.parse($0) }
            .map(WallClock.milliseconds) ?? record.createdAt
        let target = RetrievedTarget(
            bucket: bucket, template: template, name: name, timestamp: time)
        let prepared = try prepare.prepare(
            contents, label: FilePath(record.source), name: name, at: .retrieved(target))
        switch prepared.body {
        case .content(let content):
            record.kind = content.kind
            let isVideo = record.origin == .generated && isVideoName(record.name)
            if content.kind == .file, isVideo { record.kind = .videoClip }
            return .content(content)
        case .failed(let kind, let reason, let remedy):
            // The end of a body without a length may have been lost.
            let wasCut = kind == .truncated && !facts.isLengthKnown
            return .failed(
                RetrievalError(
                    wasCut ? .truncated : RetrievalErrorKind(ofRefused: kind), reason,
                    remedy: remedy))
        case .unchanged: return .unchanged
        }
    }
}
