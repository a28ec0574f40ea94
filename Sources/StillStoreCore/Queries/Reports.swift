package import Catalog
import Values

extension Library {
    package func statistics() throws -> CatalogStatistics {
        try catalog.read { try $0.statistics() }
    }

    /// What is not here yet: counted by status, reason and host.
    package func missing() throws -> MissingSummary {
        let now = clock.now()
        return try catalog.read { try $0.missing(now: now) }
    }

    /// The same of one user's, counted when it is asked.
    package func missing(of user: String) throws -> [MissingSummary.Group] {
        try catalog.read { try $0.missing(of: user) }
    }

    package func verificationState() throws -> VerificationState {
        try catalog.read { try $0.verificationState() }
    }

    package func runs(before: String?, limit: Int) throws -> [RunRecord] {
        try catalog.read { try $0.runs(before: before, limit: limit) }
    }

    /// The failures of a run; of the last one, when none is named.
    /// - Throws: `RequestError` when there is no such run.
    package func failures(
        run id: String?, after number: Int, limit: Int
    ) throws -> (run: RunRecord, failures: [RunFailure]) {
        try catalog.read { reader in
            let run =
                try id.map { try reader.run(id: $0) } ?? reader.runs(before: nil, limit: 1).first
            guard let run else {
                throw RequestError.noRun(id)
            }
            return (run, try reader.failures(run: run.id, after: number, limit: limit))
        }
    }
}
