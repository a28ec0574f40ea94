import Catalog
import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import StillStoreCore
import StillStoreRuns
import Values
import Wire

/// Bytes that somebody sends, stored at a bucket path of theirs.
struct BucketUpload {
    let exchange: Exchange

    private var services: Services { exchange.services }

    /// Pieces of a body are put together to this much before they are written.
    private static let pieceBytes = 1 << 20

    func store(_ bytes: [UInt8], bucket: [UInt8], path: [UInt8]) async throws -> Response {
        let target = try await target(bucket, path)
        return try answer(
            try await services.uploads.put(
                .bytes(bytes), at: target, placement(), keepsUndecodable: true))
    }

    /// The body, as it comes: written and hashed on the way.
    func receive(bucket: [UInt8], path: [UInt8]) async throws -> Response {
        let target = try await target(bucket, path)
        let length = exchange.request.headers[.contentLength].flatMap { UInt64($0) }
        if let length, length > services.library.limits.fileBytes {
            throw Problem.tooLarge(Int(services.library.limits.fileBytes))
        }
        let upload = try await services.uploads.begin()
        do {
            try await copyBody(to: upload, length)
        } catch {
            await upload.discard()
            if let tooLarge = error as? IncomingUpload.TooLarge {
                throw Problem.tooLarge(tooLarge.limit)
            }
            throw error
        }
        return try answer(
            try await upload.finish(at: target, placement(), keepsUndecodable: true))
    }

    private func copyBody(to upload: IncomingUpload, _ length: UInt64?) async throws {
        exchange.wantBody()
        var piece: [UInt8] = []
        var count: UInt64 = 0
        for try await buffer in exchange.request.body {
            count += UInt64(buffer.readableBytes)
            piece += buffer.readableBytesView
            if piece.count >= BucketUpload.pieceBytes {
                try await upload.write(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        if !piece.isEmpty { try await upload.write(piece) }
        services.metrics.received(Int(count))
        // A connection that breaks ends a body as if that was all.
        guard length == nil || length == count else {
            throw Problem(
                .badRequest, "body_incomplete", "the body ended early; nothing was stored")
        }
    }

    /// - Throws: where somebody else's asset has that path.
    private func target(_ bucket: [UInt8], _ path: [UInt8]) async throws -> BucketPath {
        let target = try BucketPath(
            bucket: bucket, path: path, limits: services.library.limits.name)
        let known = try await services.library.queries.asset(bucket: bucket, path: path)
        if let known, !(try exchange.assets.allows(known)) {
            throw Problem(.conflict, "path_taken", "this path cannot be written to")
        }
        return target
    }

    private func placement() throws -> IngestRequest.Placement {
        var placement = IngestRequest.Placement()
        placement.userID = try exchange.viewer.userID
        return placement
    }

    private func answer(_ item: IngestItem) throws -> Response {
        if case .failed(let failure) = item.outcome { throw Problem([failure]) }
        services.feed.wake()
        let isNew = item.outcome != .unchanged
        return try exchange.answer(
            IngestItemJSON(item, { _ in "" }).line(), isNew ? .created : .ok)
    }
}
