import GRDB
package import Values

extension CatalogReader {
    /// What the file of a blob says; nil where it was not read yet.
    package func metadata(of digest: Digest) throws -> BlobMetadata? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT blob_metadata.* FROM blobs
                JOIN blob_metadata ON blob_metadata.blob_id = blobs.id WHERE blobs.digest = ?
                """, arguments: [digest])
        guard let row else { return nil }
        var metadata = BlobMetadata(row: row)
        metadata.models = try Row.fetchAll(
            db, sql: "SELECT * FROM blob_models WHERE blob_id = ? ORDER BY role, key",
            arguments: [row["blob_id"] as Int64]
        ).map(BlobMetadata.Model.init(row:))
        return metadata
    }

    /// A page of the pictures whose files are to be read, by digest.
    /// - Parameter version: those that were never read, and those that a version before this one read;
    ///   nil for the never read alone; `Int.max` for all.
    package func unreadMetadata(
        before version: Int?, after digest: Digest?, limit: Int
    ) throws -> [UnreadMetadata] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT digest, size FROM blobs
                LEFT JOIN blob_metadata ON blob_metadata.blob_id = blobs.id
                WHERE digest > ? AND state = 'present'
                    AND (extractor_version IS NULL OR extractor_version < ?)
                ORDER BY digest LIMIT ?
                """, arguments: [DigestBound(digest), version ?? 0, limit]
        ).map { UnreadMetadata(digest: $0["digest"], size: $0["size"]) }
    }

    /// How many rows all pages of `unreadMetadata` hold.
    package func countUnreadMetadata(before version: Int?) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM blobs
                LEFT JOIN blob_metadata ON blob_metadata.blob_id = blobs.id
                WHERE state = 'present' AND (extractor_version IS NULL OR extractor_version < ?)
                """, arguments: [version ?? 0]) ?? 0
    }
}

extension CatalogWriter {
    /// Puts the row of a blob in the place of the one there may be. A blob that is no more gets none.
    package func upsert(_ metadata: BlobMetadata, of digest: Digest) throws {
        let id = try frequent.statement("SELECT id FROM blobs WHERE digest = ?")
            .first({ $0.digest(digest) }) { $0.integer(0) }
        guard let id else { return }
        try frequent.statement("DELETE FROM blob_metadata WHERE blob_id = ?").run { $0.integer(id) }
        try insert(metadata, blob: id)
    }

    /// The row of a blob that has none.
    func insert(_ metadata: BlobMetadata, blob id: Int64) throws {
        try frequent.statement(BlobMetadata.insertion).run { row in
            row.integer(id)
            row.integer(metadata.extractorVersion)
            row.text(metadata.ai.rawValue)
            row.text(metadata.generator)
            row.text(metadata.sampler)
            row.text(metadata.scheduler)
            row.text(metadata.seed)
            row.real(metadata.steps)
            row.real(metadata.cfg)
            row.text(metadata.record)
        }
        for model in metadata.models {
            try frequent.statement(BlobMetadata.Model.insertion).run { row in
                row.text(model.role)
                row.text(model.key)
                row.integer(id)
                row.text(model.name)
                row.text(model.hash)
                row.real(model.weight)
            }
        }
    }
}

extension BlobMetadata {
    fileprivate static let insertion: StaticString = """
        INSERT INTO blob_metadata (blob_id, extractor_version, ai, generator, sampler, scheduler,
            seed, steps, cfg, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    fileprivate init(row: Row) {
        self.init(extractorVersion: row["extractor_version"])
        ai = AI(rawValue: row["ai"]) ?? .none
        generator = row["generator"]
        sampler = row["sampler"]
        scheduler = row["scheduler"]
        seed = row["seed"]
        steps = row["steps"]
        cfg = row["cfg"]
        record = row["record"]
    }
}

extension BlobMetadata.Model {
    /// A record may name one twice.
    fileprivate static let insertion: StaticString = """
        INSERT INTO blob_models (role, key, blob_id, name, hash, weight) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """

    fileprivate init(row: Row) {
        self.init(
            role: row["role"], key: row["key"], name: row["name"], hash: row["hash"],
            weight: row["weight"])
    }
}
