import GRDB

extension CatalogReader {
    /// The id of the store that this catalogue belongs to; nil if that is not recorded.
    package func storeID() throws -> String? {
        try String.fetchOne(db, sql: "SELECT store_id FROM store")
    }
}

extension CatalogWriter {
    package func setStoreID(_ id: String) throws {
        try db.execute(
            sql: """
                INSERT INTO store (id, store_id) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET store_id = excluded.store_id
                """, arguments: [id])
    }

    /// Runs `body` once this transaction is durable, before it is reported.
    package func afterCommit(_ body: @escaping @Sendable () -> Void) {
        db.afterNextTransaction { _ in body() }
    }
}

extension Catalog {
    /// The id in the catalogue at `path`, which is only read; nil if it has none.
    /// - Throws: `CatalogError`.
    package static func storeID(at path: String) throws -> String? {
        var configuration = Configuration()
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: path, configuration: configuration).read { db in
                try db.tableExists("store") ? CatalogReader(db: db).storeID() : nil
            }
        } catch {
            throw CatalogError(error, at: path)
        }
    }
}
