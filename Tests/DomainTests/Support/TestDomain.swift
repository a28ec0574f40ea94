import GRDB
import Synchronization
import Testing
import Values

@testable import Catalog
@testable import Domain

/// A database in memory with the whole schema, a clock that stands still until it is moved, and a
/// journal in memory.
final class TestDomain {
    let queue: DatabaseQueue
    let journal = MemoryJournal()
    let clock = TestClock()
    /// An admin, the first user there was.
    private(set) var owner = User()

    init() throws {
        queue = try DatabaseQueue()
        try Migrations.migrator(with: DomainSchema.schema).migrate(queue)
        owner = try write(as: .program) {
            try $0.users.create(email: "owner@example.com", name: "Owner", role: .admin)
        }
    }

    var environment: DomainEnvironment {
        DomainEnvironment(
            clock: clock.wallClock, randomBytes: { clock in { clock.bytes($0) } }(clock),
            passwords: PlainPasswords(), sealing: ReversingSeal())
    }

    @discardableResult
    func write<Value>(
        as viewer: Viewer, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        var result: Result<Value, any Error>?
        queue.inDatabase { db in
            result = Result {
                try DomainTransaction.run(
                    on: SQLiteConnection(db: db), as: viewer, environment, journal: journal, body)
            }
        }
        return try result!.get()
    }

    @discardableResult
    func write<Value>(
        as user: User, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        try write(as: user.viewer, body)
    }

    func read<Value>(as viewer: Viewer, _ body: (DomainReader) throws -> Value) throws -> Value {
        var result: Result<Value, any Error>?
        queue.inDatabase { db in
            result = Result {
                try body(DomainReader(SQLiteConnection(db: db), as: viewer, environment))
            }
        }
        return try result!.get()
    }

    func read<Value>(as user: User, _ body: (DomainReader) throws -> Value) throws -> Value {
        try read(as: user.viewer, body)
    }

    func makeUser(_ name: String) throws -> User {
        try write(as: .program) {
            try $0.users.create(email: "\(name)@example.com", name: name)
        }
    }
}

/// Moves only when it is told to, by a millisecond at each look where it is asked for that.
final class TestClock: Sendable {
    private let time = Mutex<Int64>(1_700_000_000_000)
    private let random = Mutex(SeededRandom(seed: 1))

    var now: Int64 { time.withLock { $0 } }

    func advance(milliseconds: Int64) { time.withLock { $0 += milliseconds } }
    func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    func bytes(_ count: Int) -> [UInt8] {
        random.withLock { random in
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    private let ids = IdentifierSource()

    var wallClock: WallClock {
        WallClock(
            now: { self.now }, random: { 0.5 }, wait: { _, _ in }, pause: { _, _ in }, ids: ids)
    }
}

struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// What was handed over, in order; may be told to fail.
final class MemoryJournal: FactJournal {
    private(set) var facts: [RowFact] = []
    var failure: (any Error)?

    func append(_ facts: [RowFact]) throws {
        if let failure { throw failure }
        self.facts += facts
    }
}

struct PlainPasswords: PasswordHashing {
    func hash(_ password: [UInt8], random: [UInt8]) -> String {
        "plain:" + String(decoding: password, as: UTF8.self)
    }
    func verify(_ password: [UInt8], against hash: String) -> Bool {
        hash == self.hash(password, random: [])
    }
}

struct ReversingSeal: Sealing {
    func seal(_ secret: [UInt8], additional: [UInt8]) -> [UInt8] {
        additional + [0] + secret.reversed()
    }
    func open(_ sealed: [UInt8], additional: [UInt8]) -> [UInt8]? {
        guard sealed.starts(with: additional + [0]) else { return nil }
        return sealed.dropFirst(additional.count + 1).reversed()
    }
    func authenticationKey(for purpose: String) -> [UInt8] { Array(purpose.utf8) }
}
