import GRDB

extension Catalog {
    /// Makes a catalogue as an earlier version of the program left it: for tests and benches of what
    /// brings it up to date.
    ///
    /// - Parameter fill: called with a connection behind each version, also the last, whose number it
    ///   is given; every call is one transaction.
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
