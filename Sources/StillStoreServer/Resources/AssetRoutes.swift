import Catalog
import ContentStore
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import StillStoreRuns
import Values
import Wire

extension Routes {
    mutating func addAssets() {
        add(
            .get, "/api/v1/assets/{id}", "getAsset", "One asset", .read, query: ByID.self,
            answer: .json(.ok, schema(of: AssetJSON.self))
        ) { exchange in
            let listing = try await exchange.asset()
            return try exchange.answer(AssetJSON(listing).line())
        }
        add(
            .get, "/api/v1/assets/{id}/content", "getContent", "The bytes of an asset, as stored",
            .read, query: ContentQuery.self, answer: .bytes(["*/*"]), problems: [409, 412, 416]
        ) { exchange in
            let query = try exchange.parameters(ContentQuery.self)
            let listing = try await exchange.assets.find(query.id)
            var answer = try await exchange.original(of: listing)
            answer.isAttachment = query.download ?? false
            return try await answer.response(to: exchange)
        }
        add(
            .get, "/api/v1/assets/{id}/renditions/{recipe}", "getRendition",
            "A rendition of a picture, made if it is not there yet", .read,
            query: RenditionQuery.self, answer: .bytes(["image/*"]), problems: [409, 412, 416]
        ) { exchange in
            let query = try exchange.parameters(RenditionQuery.self)
            let listing = try await exchange.assets.find(query.id)
            return try await exchange.rendition(of: listing, query.recipe).response(to: exchange)
        }
        addSearch()
        addUploads()
        addResumableUploads()
        addDeletion()
        addAssetDetails()
    }

    private mutating func addUploads() {
        add(
            .post, "/api/v1/assets", "createAsset",
            "Store a picture that is sent as Base64, or the bytes of another asset of yours by their digest",
            .write, query: Nothing.self, body: .json(schema(of: NewAsset.self)),
            answer: .json(.created, schema(of: IngestItemJSON.self)), problems: [404, 409, 422]
        ) { exchange in
            let (body, _) = try await exchange.body(NewAsset.self)
            let upload = BucketUpload(exchange: exchange)
            let (bucket, path) = (Array(body.bucket.utf8), Array(body.path.utf8))
            switch (body.content, body.digest) {
            case (let content?, nil):
                let bytes = try Base64Content.bytes(content, field: "content")
                return try await upload.store(bytes, bucket: bucket, path: path)
            case (nil, let text?):
                let digest = try exchange.digest(text)
                return try await upload.store(digest, bucket: bucket, path: path)
            default:
                throw Problem.invalid("content", "or digest must be there, and only one of them")
            }
        }
        add(
            .head, "/api/v1/blobs/{digest}", "hasBlob",
            "Whether an asset of yours has these bytes", .read, query: BlobQuery.self,
            answer: .empty(.ok)
        ) { exchange in
            let digest = try exchange.digest(try exchange.parameters(BlobQuery.self).digest)
            guard try await exchange.hasBytes(digest) else {
                throw Problem(.notFound, "not_found", "you have nothing with these bytes")
            }
            return Response(status: .ok, headers: [.cacheControl: "no-store"])
        }
        add(
            .put, "/api/v1/buckets/{bucket}/{path...}", "putObject",
            "Store the bytes of the body at a bucket path", .write, query: PathQuery.self,
            body: .stream, answer: .json(.created, schema(of: IngestItemJSON.self)),
            problems: [404, 409, 422]
        ) { exchange in
            try await BucketUpload(exchange: exchange).receive(
                bucket: try exchange.bytes("bucket"), path: try exchange.bytes("path"))
        }
        add(
            .get, "/api/v1/buckets/{bucket}/{path...}", "getObject", "The bytes at a bucket path",
            .read, query: PathQuery.self, answer: .bytes(["*/*"]), problems: [409, 412, 416]
        ) { exchange in
            let listing = try await exchange.assetAtPath()
            guard try exchange.assets.allows(listing) else { throw exchange.noSuchPath }
            return try await exchange.object(listing, isPublic: false)
        }
        add(
            .get, "/b/{bucket}/{path...}", "getPublicObject",
            "The bytes at a path of a bucket that is public", .open, query: PathQuery.self,
            answer: .bytes(["*/*"]), problems: [409, 412, 416]
        ) { exchange in
            let listing = try await exchange.assetAtPath()
            let isPublic = try await exchange.isPublic(listing)
            let isTheirs = exchange.caller.map { caller in
                AssetAccess(services: exchange.services, viewer: caller.viewer).allows(listing)
            }
            guard isPublic || isTheirs == true else { throw exchange.noSuchPath }
            return try await exchange.object(listing, isPublic: isPublic)
        }
    }
}

private struct ContentQuery: Decodable, Sendable {
    let id: String
    /// Saved rather than shown.
    var download: Bool?
}

private struct RenditionQuery: Decodable, Sendable { let id, recipe: String }

/// The path is read as bytes; this only describes it.
private struct PathQuery: Decodable, Sendable { let bucket, path: String }

private struct NewAsset: Decodable, Sendable {
    let bucket, path: String
    /// Base64.
    var content: String?
    /// Instead: SHA-256 of the bytes of an asset that the caller has.
    var digest: String?
}

private struct BlobQuery: Decodable, Sendable { let digest: String }

extension Exchange {
    var assets: AssetAccess {
        get throws { AssetAccess(services: services, viewer: try viewer) }
    }

    fileprivate func asset() async throws -> AssetListing {
        try await assets.find(try parameters(ByID.self).id)
    }

    fileprivate func digest(_ text: String) throws -> Digest {
        guard let digest = Digest(hex: text) else {
            throw Problem.invalid("digest", "must be a SHA-256 in hexadecimal digits")
        }
        return digest
    }

    /// Whether the caller has an asset of these bytes; admins, whether there is one.
    func hasBytes(_ digest: Digest) async throws -> Bool {
        let viewer = try viewer
        return try await services.library.queries.hasBytes(
            digest, user: viewer.isAdmin ? nil : viewer.userID)
    }

    fileprivate var noSuchPath: Problem {
        Problem(.notFound, "not_found", "there is nothing at this path")
    }

    fileprivate func assetAtPath() async throws -> AssetListing {
        let (bucket, path) = (try bytes("bucket"), try bytes("path"))
        let found = try await services.library.queries.asset(bucket: bucket, path: path)
        guard let found else { throw noSuchPath }
        return found
    }

    fileprivate func isPublic(_ listing: AssetListing) async throws -> Bool {
        guard let bucket = listing.bucket else { return false }
        return try await services.library.queries.domain(as: .program) {
            try $0.buckets.rule(of: bucket) == .public
        }
    }

    fileprivate func object(_ listing: AssetListing, isPublic: Bool) async throws -> Response {
        var answer = try await original(of: listing)
        (answer.isPublic, answer.isImmutable) = (isPublic, false)
        return try await answer.response(to: self)
    }
}
