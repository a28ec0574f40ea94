import ContentStore
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import StillStoreRuns
import Values
import Wire

/// The requests of tus 1.0.0 of one client. When the last byte has come the file is stored like one that
/// was sent in one piece, before that is answered.
struct TusUpload {
    let exchange: Exchange

    private var services: Services { exchange.services }
    private var request: Request { exchange.request }

    // MARK: Creation

    /// Begins an upload, and takes its first bytes where they come along.
    func create() async throws -> Response {
        try Tus.check(request)
        let owner = try exchange.viewer.userID
        guard let length = try Tus.number(request, .uploadLength) else {
            throw Problem.invalid("Upload-Length", "must be there")
        }
        guard length <= services.library.limits.fileBytes else {
            throw Problem.tooLarge(Int(services.library.limits.fileBytes))
        }
        let hasBody = try Tus.hasBody(request)
        let checksum = try UploadChecksum(request)
        let metadata = request.headers[.uploadMetadata]
        let place = try UploadMetadata(metadata)
        _ = try await BucketUpload(exchange: exchange).target(place.bucket, place.path)
        guard try await services.resumable.count(of: owner) < services.limits.uploadsPerUser else {
            throw Problem(
                .tooManyRequests, "too_many_uploads",
                "you have \(services.limits.uploadsPerUser) unfinished uploads: finish or delete some"
            )
        }
        let id = try await services.resumable.create(
            owner: owner, length: length, metadata: metadata ?? "")
        var response = Response(status: .created)
        if hasBody || length == 0 {
            response = try await appendFirst(to: id, checksum, hasBody: hasBody)
            response.status = .created
        } else if let progress = try await services.resumable.find(id, of: owner) {
            response.headers[.uploadExpires] = Tus.date(progress.expires)
        }
        response.headers[.location] = "/api/v1/uploads/\(id)"
        return response
    }

    /// Of one that fails now nobody would hear where it is.
    private func appendFirst(
        to id: String, _ checksum: UploadChecksum?, hasBody: Bool
    ) async throws -> Response {
        do {
            return try await append(to: id, at: 0, checksum, hasBody: hasBody)
        } catch {
            _ = try await services.resumable.discard(id)
            throw error
        }
    }

    // MARK: The rest

    /// How far one is.
    func status(_ id: String) async throws -> Response {
        try Tus.check(request)
        let progress = try await find(id)
        // Clients begin anew then, and hear there of what is in the way.
        if let refusal = progress.refusal {
            throw Problem(.gone, refusal.code, refusal.detail)
        }
        var headers = HTTPFields()
        headers[.uploadOffset] = String(progress.size)
        headers[.uploadLength] = String(progress.note.length)
        headers[.uploadMetadata] = progress.note.metadata
        headers[.uploadExpires] = Tus.date(progress.expires)
        headers[.cacheControl] = "no-store"
        return Response(status: .ok, headers: headers)
    }

    func append(_ id: String) async throws -> Response {
        try Tus.check(request)
        guard try Tus.hasBody(request) else {
            throw Problem(
                .unsupportedMediaType, "unsupported_media_type",
                "the body has to be \(Tus.bodyType)")
        }
        guard let offset = try Tus.number(request, .uploadOffset) else {
            throw Problem.invalid("Upload-Offset", "must be there")
        }
        let progress = try await find(id)
        if let refusal = progress.refusal { throw refusal }
        if let asset = progress.note.asset {
            guard offset == progress.size else { throw TusUpload.wrongOffset(progress.size) }
            return TusUpload.stored(asset, progress.size)
        }
        return try await append(to: id, at: offset, try UploadChecksum(request), hasBody: true)
    }

    func terminate(_ id: String) async throws -> Response {
        try Tus.check(request)
        _ = try await find(id)
        guard try await services.resumable.discard(id) else { throw TusUpload.isTaken }
        return Response(status: .noContent)
    }

    /// - Throws: 404 for what there is not and for somebody else's.
    private func find(_ id: String) async throws -> ResumableFiles.Progress {
        let owner = try exchange.viewer.userID
        guard let found = try await services.resumable.find(id, of: owner) else {
            throw Problem(.notFound, "not_found", "there is no such upload, or it expired")
        }
        return found
    }

    private static let isTaken = Problem(
        .init(code: 423, reasonPhrase: "Locked"), "locked",
        "another request is sending to this upload")

    private func append(
        to id: String, at offset: UInt64, _ checksum: UploadChecksum?, hasBody: Bool
    ) async throws -> Response {
        guard let upload = try await services.resumable.open(id) else { throw TusUpload.isTaken }
        defer { upload.end() }
        guard upload.size == offset else {
            throw TusUpload.wrongOffset(upload.size)
        }
        if hasBody { try await receive(to: upload, at: offset, checksum) }
        if upload.isComplete {
            return TusUpload.stored(try await store(upload), upload.note.length)
        }
        var response = Response(status: .noContent)
        if let progress = try await services.resumable.find(id, of: upload.note.owner) {
            response.headers[.uploadExpires] = Tus.date(progress.expires)
        }
        response.headers[.uploadOffset] = String(upload.size)
        return response
    }

    private static func wrongOffset(_ size: UInt64) -> Problem {
        Problem(.conflict, "wrong_offset", "there are \(size) bytes: go on from there")
    }

    private static func stored(_ asset: String, _ size: UInt64) -> Response {
        var response = Response(status: .noContent)
        response.headers[.uploadAsset] = asset
        response.headers[.uploadOffset] = String(size)
        return response
    }

    private func receive(
        to upload: ResumableUpload, at offset: UInt64, _ checksum: UploadChecksum?
    ) async throws {
        let missing = upload.note.length - offset
        let length = try Tus.number(request, .contentLength)
        if let length, length > missing { throw TusUpload.tooMuch(missing) }
        var (checksum, left) = (checksum, missing)
        if checksum != nil { try await upload.expectCheck() }
        do {
            let count = try await exchange.receive { piece in
                guard UInt64(piece.count) <= left else { throw TusUpload.tooMuch(missing) }
                left -= UInt64(piece.count)
                try await upload.write(piece)
                checksum?.update(piece)
            }
            guard length == nil || length == count else {
                throw Problem(.badRequest, "body_incomplete", "the body ended early")
            }
            if let checksum {
                try checksum.compare()
                try await upload.keepChecked()
            }
        } catch {
            // What came without a checksum is kept when the connection breaks: that is what this is for.
            let isTooMuch = (error as? Problem)?.status == .contentTooLarge
            if checksum != nil || isTooMuch { try await upload.undo() }
            throw error
        }
    }

    private static func tooMuch(_ missing: UInt64) -> Problem {
        var problem = Problem(
            .contentTooLarge, "too_large", "only \(missing) bytes are missing of this upload")
        problem.closes = true
        return problem
    }

    /// - Returns: the asset's id.
    private func store(_ upload: ResumableUpload) async throws -> String {
        do {
            let place = try UploadMetadata(upload.note.metadata)
            let target = BucketUpload(exchange: exchange)
            let item = try await upload.store(
                at: try await target.target(place.bucket, place.path), try target.placement(),
                keepsUndecodable: true)
            if case .failed(let failure) = item.outcome { throw Problem([failure]) }
            services.feed.wake()
            return item.assetID ?? ""
        } catch {
            // To a client of tus, 409 is a wrong offset.
            let problem = Problem(of: error).asFinal
            if problem.isFinal { try await upload.refuse(problem.refusal) }
            throw problem
        }
    }
}

extension ResumableFiles.Progress {
    /// Why it cannot be stored.
    fileprivate var refusal: Problem? { note.refusal.flatMap(Problem.init(refusal:)) }
}

extension Problem {
    fileprivate var asFinal: Problem {
        guard status == .conflict else { return self }
        return Problem(.unprocessableContent, code, detail, field: field)
    }

    /// It would be the same again.
    fileprivate var isFinal: Bool { (400..<500).contains(status.code) }

    fileprivate var refusal: [String: String] {
        ["status": String(status.code), "code": code, "detail": detail]
    }

    fileprivate init?(refusal: [String: String]) {
        guard let status = refusal["status"].flatMap({ Int($0) }), let code = refusal["code"],
            let detail = refusal["detail"]
        else { return nil }
        self.init(.init(code: status), code, detail)
    }
}
