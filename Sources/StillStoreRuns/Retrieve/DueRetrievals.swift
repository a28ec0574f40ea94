package import Catalog
package import StillStoreCore
import Values

extension Library {
    /// Makes the assets of a filter due now: whoever fetches what is due, such as a server, brings them.
    /// - Returns: how many.
    package func makeDue(_ filter: RetrievalFilter) async throws -> Int {
        try await committer.run { [self] in
            try catalog.write { try $0.makeDue(filter, at: clock.now()) }
        }
    }

    /// Whether anything is due that nobody fetches.
    package func hasDueRetrievals() async throws -> Bool {
        try await workers.run { [self] in
            try catalog.read { try $0.hasDueRetrievals(at: clock.now()) }
        }
    }
}
