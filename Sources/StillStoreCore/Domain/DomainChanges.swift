import Catalog
package import Domain
import Synchronization

/// Changes of the domain from any number of tasks. Those that wait at about the same time are one
/// transaction of the catalogue and share its waits for the disk; one that fails is undone alone.
///
/// A program that serves many keeps one for as long as the store is open.
package final class DomainChanges: Sendable {
    private struct Change: Sendable {
        let viewer: Viewer
        let body: @Sendable (DomainTransaction) throws -> Void
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let commits: CommitQueue<Change, (any Error)?>

    package init(_ library: Library) {
        commits = CommitQueue(library, together: { _, _ in true }) { changes in
            try DomainChanges.commit(changes, library)
        }
    }

    /// Runs `body` in a transaction that sees what was committed before, and is durable when this returns.
    /// - Throws: what `body` throws, and then its changes are undone; what keeps the store from working.
    package func commit<Value: Sendable>(
        as viewer: Viewer, _ body: @escaping @Sendable (DomainTransaction) throws -> Value
    ) async throws -> Value {
        let outcome = Outcome<Value>()
        let failure = try await commits.commit(
            Change(viewer: viewer) { transaction in
                let value = try body(transaction)
                outcome.value.withLock { $0 = value }
            })
        if let failure { throw failure }
        return outcome.value.withLock { $0! }
    }

    /// - Returns: for each change why it failed, or nil.
    private static func commit(
        _ changes: [Change], _ library: Library
    ) throws -> [(any Error)?] {
        let environment = library.domain.environment
        return try library.withWriteSession { session in
            try library.committing(in: session) {
                try library.catalog.write { writer in
                    var rows: [RowFact] = []
                    let failures = try changes.map { change -> (any Error)? in
                        let facts = CollectedFacts()
                        do {
                            try DomainTransaction.run(
                                on: writer.connection, as: change.viewer, environment,
                                journal: facts, change.body)
                            rows += facts.rows
                            return nil
                        } catch {
                            // Where the engine gave the whole transaction up, none of it is there.
                            guard writer.isIntact else { throw error }
                            return error
                        }
                    }
                    try writer.write(rows, to: session)
                    return failures
                }
            }
        }
    }
}
