import Catalog

/// Reads what the tables hold of one asset.
struct ReadDocument {
    let connection: any Connection

    /// Nil for one that is not current: it is found by no search.
    func read(_ asset: String) throws -> SearchDocument? {
        guard let row = try connection.row(Self.asset, [asset]) else { return nil }
        var document = SearchDocument(
            assetID: asset, createdAt: try row.value(0), owner: try row.valueIfAny(2))
        try file(row, &document)
        try picture(row, &document)
        if let blob = document.blobID { try models(blob, &document) }
        try people(asset, &document)
        try generations(asset, &document)
        if let job: String = try row.valueIfAny(3) {
            document.add(.job, job)
            try self.job(job, &document)
        }
        return document
    }

    private static let asset = """
        SELECT a.created_at, a.name, a.user_id, a.job_id, a.kind, a.retrieval_status,
            coalesce(p.bucket, a.target_bucket), coalesce(p.path, a.target_path),
            b.id, b.format, b.width, b.height, b.perceptual_hash,
            m.ai, m.generator, m.sampler, m.seed, m.steps, m.cfg,
            m.record ->> '$.prompt', m.record ->> '$.negative',
            (SELECT group_concat(part.value ->> '$.text', char(10))
                FROM json_each(m.record, '$.prompt_parts') AS part
                WHERE part.value ->> '$.is_negative' = 0)
        FROM assets AS a
        LEFT JOIN bucket_paths AS p
            ON p.id = (SELECT max(id) FROM bucket_paths WHERE asset_id = a.id)
        LEFT JOIN blobs AS b ON b.id = a.blob_id
        LEFT JOIN blob_metadata AS m ON m.blob_id = b.id
        WHERE a.id = ? AND a.superseded_by IS NULL AND a.deleted_at IS NULL
        """

    private func file(_ row: SQLRow, _ document: inout SearchDocument) throws {
        document.add(try row.value(1) as String, to: .name)
        document.add(.kind, try row.value(4))
        document.add(.status, try row.value(5))
        let (bucket, path): (String?, String?) = (try row.valueIfAny(6), try row.valueIfAny(7))
        document.place = [bucket, path].compactMap(\.self).joined(separator: "/")
        document.add(path, to: .path)
        if let bucket { document.add(.bucket, bucket) }
    }

    private func picture(_ row: SQLRow, _ document: inout SearchDocument) throws {
        document.blobID = try row.valueIfAny(8)
        if let format: String = try row.valueIfAny(9) {
            document.add(.format, format)
            document.count(.format, format)
        }
        (document.width, document.height) = (try row.valueIfAny(10), try row.valueIfAny(11))
        document.add(.width, number: document.width.map(Double.init))
        document.add(.height, number: document.height.map(Double.init))
        document.hash = try (row.valueIfAny(12) as Int64?).map { UInt64(bitPattern: $0) }
        // Of one whose file was not read yet nothing is known.
        if let ai: String = try row.valueIfAny(13) { document.add(.ai, ai) }
        if let generator: String = try row.valueIfAny(14) {
            document.add(.generator, generator.lowercased())
            document.count(.generator, generator)
        }
        if let sampler: String = try row.valueIfAny(15) {
            document.add(.sampler, sampler.lowercased())
            document.count(.sampler, sampler)
        }
        if let seed: String = try row.valueIfAny(16) { document.add(.seed, seed) }
        (document.steps, document.cfg) = (try row.valueIfAny(17), try row.valueIfAny(18))
        document.add(.steps, number: document.steps)
        document.add(.cfg, number: document.cfg)
        document.add(try row.valueIfAny(19), to: .prompt)
        document.add(try row.valueIfAny(21), to: .prompt)
        document.add(try row.valueIfAny(20), to: .negative)
    }

    private func models(_ blob: Int64, _ document: inout SearchDocument) throws {
        let rows = try connection.rows(
            "SELECT role, key, name FROM blob_models WHERE blob_id = ? ORDER BY role, key", [blob])
        for row in rows {
            let (role, key, name): (String, String, String) = (
                try row.value(0), try row.value(1), try row.value(2)
            )
            let isLoRA = role == "lora"
            document.add(key, to: isLoRA ? .lora : .model)
            document.add(name, to: isLoRA ? .lora : .model)
            if isLoRA { document.count(.lora, key) }
            if role == "checkpoint" { document.count(.model, key) }
        }
    }

    /// What people said of it. Of several people who have to do with an asset without an owner, each
    /// finds what is theirs by filters, and all are admins.
    private func people(_ asset: String, _ document: inout SearchDocument) throws {
        for row in try connection.rows(
            "SELECT text, user_id FROM captions WHERE asset_id = ? ORDER BY created_at, id", [asset]
        )
        where try isOfOwner(row, 1, document) { document.add(try row.value(0), to: .caption) }
        for row in try connection.rows(
            """
            SELECT name, user_id, name_key FROM asset_tags JOIN tags ON tags.id = tag_id
            WHERE asset_id = ? ORDER BY name_key
            """, [asset])
        where try isOfOwner(row, 1, document) {
            document.add(try row.value(0), to: .tag)
            document.add(.tag, try row.value(2))
            document.count(.tag, try row.value(2))
        }
        for row in try connection.rows(
            "SELECT user_id, rating, is_starred FROM asset_marks WHERE asset_id = ?", [asset])
        {
            let (user, rating): (String, Int?) = (try row.value(0), try row.valueIfAny(1))
            if let rating { document.add(.rating, "\(rating)\(user)") }
            if try row.value(2) as Bool { document.add(.star, user) }
        }
        for row in try connection.rows(
            "SELECT album_id FROM album_assets WHERE asset_id = ?", [asset])
        { document.add(.album, try row.value(0)) }
    }

    private func generations(_ asset: String, _ document: inout SearchDocument) throws {
        let rows = try connection.rows(
            """
            SELECT g.prompt, g.user_id, g.scene_prompt, g.negative_prompt, g.model, g.seed,
                g.session_id, g.job_id
            FROM variants AS v JOIN generations AS g ON g.id = v.generation_id
            WHERE v.asset_id = ? AND v.deleted_at IS NULL AND g.deleted_at IS NULL
            ORDER BY v.id
            """, [asset])
        for row in rows where try isOfOwner(row, 1, document) {
            document.add(try row.valueIfAny(0), to: .prompt)
            document.add(try row.valueIfAny(2), to: .prompt)
            document.add(try row.valueIfAny(3), to: .negative)
            document.add(try row.valueIfAny(4), to: .model)
            if let seed: String = try row.valueIfAny(5) { document.add(.seed, seed) }
            if let session: String = try row.valueIfAny(6) { document.add(.session, session) }
            if let job: String = try row.valueIfAny(7) { document.add(.job, job) }
        }
    }

    private func job(_ job: String, _ document: inout SearchDocument) throws {
        let row = try connection.row(
            """
            SELECT prompt, user_id, generated_prompt, negative_prompt, model, session_id
            FROM jobs WHERE id = ? AND deleted_at IS NULL
            """, [job])
        guard let row, try isOfOwner(row, 1, document) else { return }
        document.add(try row.valueIfAny(0), to: .prompt)
        document.add(try row.valueIfAny(2), to: .prompt)
        document.add(try row.valueIfAny(3), to: .negative)
        document.add(try row.valueIfAny(4), to: .model)
        if let session: String = try row.valueIfAny(5) { document.add(.session, session) }
    }

    private func isOfOwner(
        _ row: SQLRow, _ column: Int, _ document: SearchDocument
    ) throws -> Bool {
        guard let owner = document.owner else { return true }
        return try row.value(column) as String == owner
    }
}
