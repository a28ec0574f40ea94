package import Catalog
package import Values

/// What questions need: a snapshot, and who asks.
package protocol DomainAccess {
    var connection: any Connection { get }
    var viewer: Viewer { get }
    /// UTC milliseconds; one moment for all of it.
    var now: Int64 { get }
    var environment: DomainEnvironment { get }
}

/// What the domain takes from outside: the time, chance, and secrets.
package struct DomainEnvironment: Sendable {
    package var clock: WallClock
    /// Bytes that nobody can guess.
    package var randomBytes: @Sendable (Int) -> [UInt8]
    package var passwords: any PasswordHashing
    package var sealing: any Sealing

    package init(
        clock: WallClock, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        passwords: any PasswordHashing, sealing: any Sealing
    ) {
        (self.clock, self.randomBytes) = (clock, randomBytes)
        (self.passwords, self.sealing) = (passwords, sealing)
    }
}

/// Reads from one snapshot.
package struct DomainReader: DomainAccess {
    package let connection: any Connection
    package let viewer: Viewer
    package let now: Int64
    package let environment: DomainEnvironment

    package init(
        _ connection: any Connection, as viewer: Viewer, _ environment: DomainEnvironment
    ) {
        (self.connection, self.viewer, self.environment) = (connection, viewer, environment)
        now = environment.clock.now()
    }
}

/// Reads and changes inside one transaction.
package struct DomainTransaction: DomainAccess {
    let changes: ChangeRecorder
    package let viewer: Viewer
    package let environment: DomainEnvironment

    package var connection: any Connection { changes.connection }
    package var now: Int64 { changes.now }

    /// Runs `body`; its changes, their events and, through `journal`, their facts are one transaction,
    /// undone when anything throws.
    package static func run<Value>(
        on connection: any Connection, as viewer: Viewer, _ environment: DomainEnvironment,
        journal: some FactJournal, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        try connection.transaction {
            let changes = ChangeRecorder(connection, now: environment.clock.now())
            let value = try body(
                DomainTransaction(changes: changes, viewer: viewer, environment: environment))
            try changes.flush(to: journal)
            return value
        }
    }

    /// The same transaction on behalf of somebody else.
    package func acting(as viewer: Viewer) -> DomainTransaction {
        DomainTransaction(changes: changes, viewer: viewer, environment: environment)
    }

    func makeID() -> String { environment.clock.makeID(at: now) }
}

extension DomainAccess {
    /// - Throws: `DomainError.adminsOnly`.
    func requireAdmin() throws {
        guard viewer.isAdmin else { throw DomainError.adminsOnly }
    }
}
