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

    func store(_ bytes: [UInt8], bucket: [UInt8], path: [UInt8]) async throws -> Response {
        let target = try await target(bucket, path)
        return try answer(
            try await services.uploads.put(
                .bytes(bytes), at: target, placement(), keepsUndecodable: true))
    }

    /// Bytes that the caller has an asset of already.
    /// - Throws: `Problem` 404 where they have none.
    func store(_ digest: Digest, bucket: [UInt8], path: [UInt8]) async throws -> Response {
        let target = try await target(bucket, path)
        guard try await exchange.hasBytes(digest) else {
            throw Problem(.notFound, "not_found", "you have nothing with these bytes: send them")
        }
        return try answer(
            try await services.uploads.put(
                .object(digest), at: target, placement(), keepsUndecodable: true))
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
        let count = try await exchange.receive { try await upload.write($0) }
        guard length == nil || length == count else {
            throw Problem(
                .badRequest, "body_incomplete", "the body ended early; nothing was stored")
        }
    }

    /// - Throws: where somebody else's asset has that path.
    func target(_ bucket: [UInt8], _ path: [UInt8]) async throws -> BucketPath {
        let target = try BucketPath(
            bucket: bucket, path: path, limits: services.library.limits.name)
        let known = try await services.library.queries.asset(bucket: bucket, path: path)
        if let known, !(try exchange.assets.allows(known)) {
            throw Problem(.conflict, "path_taken", "this path cannot be written to")
        }
        return target
    }

    func placement() throws -> IngestRequest.Placement {
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
