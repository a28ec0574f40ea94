import GRDB

/// Tells whether anything was committed to a catalogue, by whichever program, since somebody last asked.
///
/// It has a connection of its own, for which every commit is another's. Asking costs some microseconds.
package final class CatalogWatch: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// - Throws: `CatalogError`.
    package init(path: String) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw CatalogError(error, at: path)
        }
    }

    /// A number that is another one after each commit.
    package func version() throws -> Int64 {
        do {
            return try queue.unsafeRead { db in
                let statement = try db.cachedStatement(sql: "PRAGMA data_version")
                return try Int64.fetchOne(statement) ?? 0
            }
        } catch let error as DatabaseError {
            throw CatalogError(error, at: path)
        }
    }
}
