import GRDB

@testable import Catalog
@testable import Domain

/// A picture as the pipeline leaves it in the tables.
struct TestPicture {
    var id: String
    var name = "picture.png"
    var bucket = "default"
    var path: String?
    var width = 1024
    var height = 1024
    var format = "png"
    var hash: UInt64 = 0
    var prompt: String?
    var negative: String?
    var model: String?
    var loras: [String] = []
    var generator: String?
    var sampler: String?
    var seed: String?
    var steps: Double?
    var cfg: Double?
    var ai = "none"
    var createdAt: Int64 = 1_700_000_000_000

    init(_ id: String) { self.id = id }
}

extension TestDomain {
    /// - Returns: the asset's id.
    @discardableResult
    func make(_ picture: TestPicture, of user: User?) throws -> String {
        let id = picture.id + String(repeating: "-", count: 36 - picture.id.count)
        try queue.write { db in
            let connection = SQLiteConnection(db: db)
            let blob = try connection.row(
                """
                INSERT INTO blobs (digest, size, format, width, height, stored_width, stored_height,
                    orientation, bits, channels, frames, is_layered, is_transparent, has_profile,
                    perceptual_hash, created_at, updated_at)
                VALUES (randomblob(32), 1, ?, ?, ?, ?, ?, 1, 8, 3, 1, 0, 0, 0, ?, 1, 1) RETURNING id
                """,
                [
                    picture.format, picture.width, picture.height, picture.width, picture.height,
                    Int64(bitPattern: picture.hash),
                ])!.values[0]
            try connection.execute(
                """
                INSERT INTO blob_metadata
                    (blob_id, extractor_version, ai, generator, sampler, seed, steps, cfg, record)
                VALUES (?, 1, ?, ?, ?, ?, ?, ?, json_object('prompt', ?, 'negative', ?))
                """,
                [
                    blob, picture.ai, picture.generator, picture.sampler, picture.seed,
                    picture.steps, picture.cfg, picture.prompt, picture.negative,
                ])
            if let model = picture.model {
                try connection.execute(
                    "INSERT INTO blob_models (role, key, blob_id, name) VALUES ('checkpoint', ?, ?, ?)",
                    [model.lowercased(), blob, model])
            }
            for lora in picture.loras {
                try connection.execute(
                    "INSERT INTO blob_models (role, key, blob_id, name) VALUES ('lora', ?, ?, ?)",
                    [lora, blob, lora])
            }
            try connection.execute(
                """
                INSERT INTO assets (id, blob_id, kind, origin, name, user_id, retrieval_status,
                    created_at, updated_at)
                VALUES (?, ?, 'image', 'upload', ?, ?, 'completed', ?, 1)
                """, [id, blob, picture.name, user?.id, picture.createdAt])
            try connection.execute(
                """
                INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at)
                VALUES (?, ?, 'image', ?, 1)
                """, [picture.bucket, picture.path ?? picture.id + "/" + picture.name, id])
        }
        return id
    }

    /// Indexes what waits, and finds: the ids without what fills them up.
    func find(
        _ query: String, as viewer: Viewer, order: SearchOrder = .newest
    ) throws -> [String] {
        try index()
        return try read(as: viewer) { reader in
            try reader.search.page(SearchRequest(query, order: order, limit: 1000)).ids
        }.map(Self.short)
    }

    static func short(_ id: String) -> String {
        String(id.reversed().drop { $0 == "-" }.reversed())
    }

    func index() throws {
        while try queue.write({ try SearchIndex(SQLiteConnection(db: $0)).refresh(limit: 3) }) > 0 {
        }
    }
}
