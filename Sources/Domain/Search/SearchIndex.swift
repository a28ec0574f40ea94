package import Catalog

/// Brings the index up to date with the rows that changed, in steps.
package struct SearchIndex {
    private let connection: any Connection

    package init(_ connection: any Connection) { self.connection = connection }

    /// How many assets wait to be indexed.
    package func pending() throws -> Int {
        guard let row = try connection.row("SELECT count(*) FROM search_pending") else { return 0 }
        return try row.value(0)
    }

    package func isCurrent() throws -> Bool {
        try connection.row("SELECT 1 FROM search_pending LIMIT 1") == nil
    }

    /// Makes all of it anew in the steps to come; until then searches find what they found.
    package func renew() throws {
        // What a document was counted by is forgotten, so that it is not taken off the new counts.
        try connection.execute("UPDATE search_facts SET facets = x''")
        for table in ["search_counts", "blob_likeness"] {
            try connection.execute("DELETE FROM \(table)")
        }
        try connection.execute(
            """
            INSERT INTO search_pending
            SELECT id FROM assets WHERE superseded_by IS NULL AND deleted_at IS NULL
            UNION SELECT asset_id FROM search_documents WHERE TRUE ON CONFLICT DO NOTHING
            """)
    }

    /// One step, inside a transaction: the waiting assets with the lowest ids.
    /// - Returns: how many there were; 0 when none waits any more.
    package func refresh(limit: Int) throws -> Int {
        let waiting: [String] = try connection.rows(
            "SELECT asset_id FROM search_pending ORDER BY asset_id LIMIT ?", [limit]
        ).map { try $0.value(0) }
        guard let last = waiting.last else { return 0 }
        var counts = FacetCounts(connection: connection)
        let reader = ReadDocument(connection: connection)
        for asset in waiting { try put(try reader.read(asset), asset, &counts) }
        try counts.flush()
        // None has come between: it is one transaction.
        try connection.execute("DELETE FROM search_pending WHERE asset_id <= ?", [last])
        return waiting.count
    }

    private func put(
        _ document: SearchDocument?, _ asset: String, _ counts: inout FacetCounts
    ) throws {
        let known = try connection.row(
            """
            SELECT d.id, f.facets FROM search_documents AS d
            JOIN search_facts AS f ON f.id = d.id WHERE d.asset_id = ?
            """, [asset])
        var id: Int64?
        if let known {
            id = try known.value(0)
            guard case .blob(let bytes) = known.values[1] else {
                throw CatalogError.damaged("a search document has no facets")
            }
            counts.add(-1, FacetBytes.ids(bytes))
            try connection.execute("DELETE FROM search_text WHERE rowid = ?", [id])
        }
        guard let document else {
            for table in ["search_documents", "search_facts"] where id != nil {
                try connection.execute("DELETE FROM \(table) WHERE id = ?", [id])
            }
            return
        }
        let facets = try counts.ids(of: document)
        counts.add(1, facets)
        try insert(document, try id ?? free(at: document.createdAt), facets)
        counts.add(document.words)
    }

    private func insert(_ document: SearchDocument, _ id: Int64, _ facets: [Int64]) throws {
        try connection.execute(
            """
            INSERT INTO search_documents (id, asset_id, place) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET place = excluded.place
            """, [id, document.assetID, document.place])
        try connection.execute(
            """
            INSERT INTO search_facts (id, width, height, steps, cfg, facets)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET width = excluded.width, height = excluded.height,
                steps = excluded.steps, cfg = excluded.cfg, facets = excluded.facets
            """,
            [
                id, document.width, document.height, document.steps, document.cfg,
                SQLValue.blob(FacetBytes.bytes(facets)),
            ])
        try connection.execute(
            """
            INSERT INTO search_text
                (rowid, prompt, negative, caption, name, path, tag, model, lora, terms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .positional([.integer(id)] + document.texts.map { .text($0) }))
        if let blob = document.blobID, let hash = document.hash { try putLikeness(blob, hash) }
    }

    /// The next id of a millisecond, or after it if it has very many.
    private func free(at time: Int64) throws -> Int64 {
        let first = SearchIndex.lowestID(at: time)
        let row = try connection.row(
            "SELECT max(id) FROM search_documents WHERE id >= ? AND id < ?",
            [first, first + SearchIndex.idsPerMillisecond])
        guard var id: Int64 = try row?.valueIfAny(0) else { return first }
        repeat {
            id += 1
        } while try connection.row(
            "SELECT 1 FROM search_documents WHERE id = ?", [id]) != nil
        return id
    }

    private static let idsPerMillisecond: Int64 = 32_768

    /// Documents of assets that were made at a time or later have ids from here.
    static func lowestID(at time: Int64) -> Int64 {
        // Within what can be multiplied: the years from 0 to 9999.
        min(max(time, -62_167_219_200_000), 253_402_300_800_000) * idsPerMillisecond
    }

    private func putLikeness(_ blob: Int64, _ hash: UInt64) throws {
        for quarter in HashQuarter.all(of: hash) {
            try connection.execute(
                """
                INSERT INTO blob_likeness (quarter, hash, blob_id) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """, [quarter, Int64(bitPattern: hash), blob])
        }
    }
}

/// A quarter of a perceptual hash, with its number, as one integer.
enum HashQuarter {
    static let bits = 16

    static func all(of hash: UInt64) -> [Int64] {
        (0..<4).map { number($0, UInt16(truncatingIfNeeded: hash >> (UInt64($0) * 16))) }
    }

    static func number(_ place: Int, _ value: UInt16) -> Int64 { Int64(place) << 16 | Int64(value) }
}
