import GRDB
import Testing
import Values

@testable import Catalog

/// An engine to test against the contract of `Connection`: another one adds itself to `all`.
struct TestEngine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What a column of bytes is called.
    let bytesType: String
    /// Runs `body` on a connection to a new, empty database.
    let connect: @Sendable (_ body: (any Connection) throws -> Void) throws -> Void

    static let all = [
        TestEngine(testDescription: "SQLite", bytesType: "BLOB") { body in
            try DatabaseQueue().inDatabase { try body(SQLiteConnection(db: $0)) }
        }
    ]

    func withTables(_ body: (any Connection) throws -> Void) throws {
        try connect { connection in
            try connection.execute(
                """
                CREATE TABLE owners (
                    id INTEGER PRIMARY KEY,
                    name TEXT NOT NULL,
                    size INTEGER,
                    CONSTRAINT positive CHECK (size > 0)
                )
                """)
            try connection.execute("CREATE UNIQUE INDEX owners_by_name ON owners (name)")
            try connection.execute(
                """
                CREATE TABLE things (
                    id INTEGER PRIMARY KEY,
                    owner INTEGER REFERENCES owners (id),
                    share DOUBLE PRECISION,
                    content \(bytesType)
                )
                """)
            try body(connection)
        }
    }
}

@Suite("A connection") struct ConnectionTests {
    private static let insertion = "INSERT INTO owners (id, name, size) VALUES (?, ?, ?)"

    private func names(_ connection: any Connection) throws -> [String] {
        try connection.rows("SELECT name FROM owners ORDER BY id").map { try $0.value(0) }
    }

    private func conflict(_ body: () throws -> Void) -> BrokenConstraint? {
        let error = #expect(throws: CatalogError.self) { try body() }
        guard case .conflict(let constraint)? = error else {
            Issue.record("\(String(describing: error))")
            return nil
        }
        return constraint
    }

    private func isRefused(_ body: () throws -> Void) -> Bool {
        do { try body() } catch CatalogError.refused { return true } catch {}
        return false
    }

    @Test("returns the values it was given", arguments: TestEngine.all)
    func values(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            for (number, name) in ["", "ä\u{301}", "'; --", "\u{10FFFF}"].enumerated() {
                try connection.execute(ConnectionTests.insertion, [number, name, nil])
                let row = try connection.row(
                    "SELECT name, size FROM owners WHERE id = ?", [number])
                #expect(row == SQLRow([.text(name), .null]))
            }
            for number in [Int64.min, -1, 0, .max] {
                let row = try connection.row(
                    "INSERT INTO things (id) VALUES (?) RETURNING id", [number])
                #expect(try row?.value(0) == number)
            }
            for content in [[], [0], Array(UInt8.min...UInt8.max)] as [[UInt8]] {
                try connection.execute(
                    "UPDATE things SET content = ?, share = ? WHERE id = 0",
                    [SQLValue.blob(content), 0.1])
                let row = try connection.row("SELECT content, share FROM things WHERE id = 0")
                #expect(row == SQLRow([.blob(content), .real(0.1)]))
            }
            let digest = Digest(bytes: Array(1...32))
            try connection.execute("UPDATE things SET content = ? WHERE id = 0", [digest])
            let row = try connection.row("SELECT content, owner FROM things WHERE id = 0")
            #expect(try row?.value(0) == digest)
            #expect(try row?.valueIfAny(1) == Int64?.none)
            #expect(throws: CatalogError.self) { try row?.value(0) as Int64? }
            #expect(throws: CatalogError.self) { try row?.value(1) as Int64? }
        }
    }

    @Test("binds by position or by name, each parameter once", arguments: TestEngine.all)
    func binding(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            let named = "INSERT INTO owners (id, name, size) VALUES (:id, :name, :id)"
            try connection.execute(named, ["name": "one", "id": 1])
            #expect(
                try connection.row("SELECT * FROM owners")
                    == SQLRow([.integer(1), .text("one"), .integer(1)]))
            #expect(isRefused { try connection.execute(named, ["name": "two"]) })
            #expect(isRefused { try connection.execute(named, ["name": "two", "no": 1]) })
            #expect(isRefused { try connection.execute(ConnectionTests.insertion, [1, "two"]) })
            #expect(
                isRefused { try connection.execute(ConnectionTests.insertion, [1, "t", 2, 3]) })
            #expect(try names(connection) == ["one"])
            let statement = try connection.prepare("SELECT name FROM owners WHERE id = ?")
            for (id, count) in [(1, 1), (2, 0), (1, 1)] {
                try statement.bind([id])
                var found = 0
                try statement.rows { _ in
                    found += 1
                    return true
                }
                #expect(found == count, "a value that was bound before is forgotten")
            }
        }
    }

    @Test("stops reading when told to, and can be queried again", arguments: TestEngine.all)
    func rows(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            for id in 1...5 {
                try connection.execute(ConnectionTests.insertion, [id, "\(id)", id])
            }
            for _ in 0..<2 {
                let statement = try connection.prepare("SELECT id FROM owners ORDER BY id DESC")
                var found: [Int] = []
                try statement.rows {
                    found.append(try $0.value(0))
                    return found.count < 2
                }
                #expect(found == [5, 4])
            }
            struct Enough: Error {}
            #expect(throws: Enough.self) {
                try connection.prepare("SELECT id FROM owners").rows { _ in throw Enough() }
            }
            #expect(try connection.rows("SELECT id FROM owners").count == 5)
            #expect(try connection.row("SELECT id FROM owners WHERE id > 5") == nil)
        }
    }

    @Test("returns how many rows a statement changed", arguments: TestEngine.all)
    func counts(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            for id in 1...3 {
                let count = try connection.execute(
                    ConnectionTests.insertion, [id, "\(id)", 1])
                #expect(count == 1)
            }
            #expect(try connection.execute("UPDATE owners SET size = 2 WHERE id > 1") == 2)
            #expect(try connection.execute("UPDATE owners SET size = 2 WHERE id > 9") == 0)
            let upsert = """
                INSERT INTO owners (id, name) VALUES (1, 'other')
                ON CONFLICT (id) DO UPDATE SET name = excluded.name
                """
            #expect(try connection.execute(upsert) == 1)
            #expect(try connection.execute(upsert.replacing(/UPDATE.*/, with: "NOTHING")) == 0)
            #expect(try names(connection) == ["other", "2", "3"])
            #expect(try connection.execute("DELETE FROM owners") == 3)
        }
    }

    @Test(
        "undoes a transaction that throws, and of nested ones only that", arguments: TestEngine.all)
    func transactions(_ engine: TestEngine) throws {
        struct Failed: Error {}
        try engine.withTables { connection in
            func add(_ id: Int) throws {
                try connection.execute(ConnectionTests.insertion, [id, "\(id)", 1])
            }
            let answer = try connection.transaction {
                try add(1)
                return 7
            }
            #expect(answer == 7)
            #expect(throws: Failed.self) {
                try connection.transaction {
                    try add(2)
                    throw Failed()
                }
            }
            try connection.transaction {
                try add(3)
                #expect(throws: Failed.self) {
                    try connection.transaction {
                        try add(4)
                        throw Failed()
                    }
                }
                try connection.transaction { try add(5) }
            }
            #expect(try names(connection) == ["1", "3", "5"])
        }
    }

    @Test("names the kind of constraint that a change breaks", arguments: TestEngine.all)
    func conflicts(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            try connection.execute(ConnectionTests.insertion, [1, "one", 1])
            let insertion = ConnectionTests.insertion
            // Not inside the macro: Swift 6.3.1 gives such a closure and the next one here one name,
            // and runs the first in place of both.
            let id = conflict { try connection.execute(insertion, [1, "two", 1]) }
            #expect(id?.kind == .unique)
            #expect(id?.name == "owners.id")
            let name = conflict { try connection.execute(insertion, [2, "one", 1]) }
            #expect(name?.kind == .unique)
            #expect(name?.name == "owners.name")
            let check = conflict { try connection.execute(insertion, [2, "two", 0]) }
            #expect(check?.kind == .check)
            #expect(check?.name == "positive")
            let null = conflict { try connection.execute(insertion, [2, nil, 1]) }
            #expect(null?.kind == .notNull)
            #expect(null?.name.contains("name") == true)
            let key = conflict {
                try connection.execute("INSERT INTO things (id, owner) VALUES (1, 9)")
            }
            #expect(key?.kind == .foreignKey)
            #expect(try names(connection) == ["one"], "and is used further")
        }
    }

    @Test("tells a mistake in SQL from a conflict", arguments: TestEngine.all)
    func mistakes(_ engine: TestEngine) throws {
        try engine.withTables { connection in
            #expect(isRefused { _ = try connection.prepare("SELEC 1") })
            #expect(isRefused { try connection.execute("UPDATE owners SET nme = 'x'") })
            #expect(isRefused { _ = try connection.rows("SELECT * FROM nobody") })
        }
    }
}
