package import Catalog
package import Values

extension Library {
    /// The questions of programs that serve many at once.
    package var queries: Queries { Queries(library: self) }
}

/// What a store is asked, on threads of its own: a question that waits for the disk holds up no
/// thread of Swift's pool.
package struct Queries: Sendable {
    let library: Library

    func run<Value: Sendable>(
        _ question: @escaping @Sendable (Library) throws -> Value
    ) async throws -> Value {
        try await library.readers.run { [library] in try question(library) }
    }

    /// `Library.find`
    package func find(_ reference: String) async throws -> AssetListing {
        try await run { try $0.find(reference) }
    }

    /// What is current at a path, by its bytes.
    package func asset(bucket: [UInt8], path: [UInt8]) async throws -> AssetListing? {
        try await run { library in
            try library.catalog.read {
                try $0.asset(bucket: EscapedName.text(bucket), path: EscapedName.text(path))
            }
        }
    }

    /// Whether a user has an asset of these bytes whose object is there; nil: whether anybody has.
    package func hasBytes(_ digest: Digest, user: String?) async throws -> Bool {
        try await run { library in
            try library.catalog.read { reader in
                guard try reader.hasAsset(digest: digest, user: user) else { return false }
                return try library.hasObject(digest, reader)
            }
        }
    }

    /// `Library.details`
    package func details(_ reference: String) async throws -> AssetDetails {
        try await run { try $0.details(reference) }
    }

    /// `Library.list`
    package func list(
        _ filter: AssetFilter, after: String?, limit: Int
    ) async throws -> [AssetListing] {
        try await run { try $0.list(filter, after: after, limit: limit) }
    }

    package func statistics() async throws -> CatalogStatistics {
        try await run { try $0.statistics() }
    }

    package func missing() async throws -> MissingSummary { try await run { try $0.missing() } }

    package func verificationState() async throws -> VerificationState {
        try await run { try $0.verificationState() }
    }

    package func missing(of user: String) async throws -> [MissingSummary.Group] {
        try await run { try $0.missing(of: user) }
    }

    /// `Library.runs`
    package func runs(before: String?, limit: Int) async throws -> [RunRecord] {
        try await run { try $0.runs(before: before, limit: limit) }
    }

    /// `Library.failures`
    package func failures(
        run id: String?, after number: Int, limit: Int
    ) async throws -> (run: RunRecord, failures: [RunFailure]) {
        try await run { try $0.failures(run: id, after: number, limit: limit) }
    }
}
