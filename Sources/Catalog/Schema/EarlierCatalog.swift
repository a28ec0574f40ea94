import GRDB

extension Catalog {
    /// Makes a catalogue as an earlier version of the program left it: for tests and benches of
    /// migrations.
    ///
    /// - Parameter fill: called with a connection after each version, the last one included, and
    ///   the version's number; every call is one transaction.
    package static func makeEarlier(
        at path: String, version: Int, fill: (any Connection, Int) throws -> Void
    ) throws {
        do {
            let queue = try DatabaseQueue(path: path)
            for step in Migrations.all.prefix(version) {
                try Migrations.migrator.migrate(queue, upTo: "\(step.version)")
                try queue.write { try fill(SQLiteConnection(db: $0), step.version) }
            }
            try queue.close()
        } catch {
            throw CatalogError(error, at: path)
        }
    }
}
