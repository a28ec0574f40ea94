import Catalog
import Cryptography
package import Domain

/// The domain of an open store: who things belong to, what made them, what they cost, who may see them.
///
/// Its rows lie in the store's catalogue, its facts in the store's journal. What it is asked here blocks;
/// `Queries.domain` and `DomainChanges` are the same for programs that serve many.
package struct StoreDomain: Sendable {
    let library: Library
}

extension Library {
    package var domain: StoreDomain { StoreDomain(library: self) }
}

extension StoreDomain {
    package var environment: DomainEnvironment {
        DomainEnvironment(
            clock: library.clock, randomBytes: { AESGCM.randomBytes($0) },
            passwords: SystemPasswords.hashing, sealing: StoreSeal(key: library.secretKey))
    }

    /// Runs `body` on a snapshot.
    /// - Throws: `CatalogError.outdated` for a store of an earlier version where nothing can be written.
    package func read<Value>(
        as viewer: Viewer, _ body: (DomainReader) throws -> Value
    ) throws -> Value {
        if library.catalog.lacksExtension { throw CatalogError.outdated }
        return try library.catalog.read {
            try body(DomainReader($0.connection, as: viewer, environment))
        }
    }

    /// Runs `body` in one transaction, which is durable, facts and all, when this returns, and undone when
    /// it throws.
    package func change<Value>(
        as viewer: Viewer, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        try library.withWriteSession { session in
            try library.committing(in: session) {
                try library.catalog.write { writer in
                    let facts = CollectedFacts()
                    let value = try DomainTransaction.run(
                        on: writer.connection, as: viewer, environment, journal: facts, body)
                    try writer.write(facts.rows, to: session)
                    return value
                }
            }
        }
    }
}

extension Queries {
    /// `StoreDomain.read`
    package func domain<Value: Sendable>(
        as viewer: Viewer, _ body: @escaping @Sendable (DomainReader) throws -> Value
    ) async throws -> Value {
        try await run { try $0.domain.read(as: viewer, body) }
    }
}
