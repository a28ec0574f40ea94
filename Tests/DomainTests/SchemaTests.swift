import Foundation
import GRDB
import Testing
import Values

@testable import Catalog
@testable import Domain

@Suite("The schema of the domain") struct DomainSchemaTests {
    /// SHA-256 of each step's SQL.
    private static let published = [
        "f108247e4beb36543131a531aa17fb774536aaa2a60b0d0fad6612e6c55b10e9",
        "da8c3722a12b86717fa122b25d8d3382d2b99a8cf9710ec60680a13c014c0707",
        "69fce6b52da86621468b39b53fc11cb7f3e89a209ee10c3d9b9f14e3b82332f4",
        "f957750771ee007980128d678d88aada39c67f29854288d63ebafe9c5b0cd543",
        "124daa13f3d8cebbdcb7085bc8d84017959be2945824a69296819c4f08395636",
        "f47c0ce77c2248da4e0a7cec054ad748b4a0d497ef322fe0bdb5e0fbfff43a57",
        "13e7c872278094d5194cf01824b0b12d6bc9f68cb9ad0a9a51402c012eb35a38",
        "1036d3cb82fb56d3f233d173f5834cf24970a53467724ef1fd1319c3d559d110",
        "ed203146acc56e8e2a864e51c97b95d6e454acfeadbb8a855675794e1a78c062",
        "78e2426e95532a865ab133a4057c7ad1a7042736ead9133781302e182cdf4991",
        "e84a8a72c77d94db10540ee7f9857ac0cf07e7cb4fb83c5b8346568a78bd33ea",
        "19aa6b8f58907c067e1da2945c93a3fdca86bbec4dd58ec1bd2476022b1d465a",
    ]

    /// Tables of the search's index, with those in which full-text search keeps its own.
    private static let derived: Set<String> = [
        "search_pending", "search_documents", "search_facts", "search_words", "search_values",
        "search_counts", "blob_likeness",
        "search_text", "search_text_data", "search_text_idx", "search_text_content",
        "search_text_docsize", "search_text_config",
    ]

    @Test("is never edited once a step is published")
    func frozen() {
        let found = DomainSchema.steps.map { step in
            var sql = step
            return sql.withUTF8 { Digest.of(UnsafeRawBufferPointer($0)) }.hex
        }
        #expect(found == DomainSchemaTests.published)
    }

    @Test("has the columns that the tables' descriptions name, in their kinds")
    func columns() throws {
        let domain = try TestDomain()
        for table in DomainTables.all {
            let columns: [(String, String)] = try domain.queue.read { db in
                try SQLiteConnection(db: db).rows(
                    "SELECT name, type FROM pragma_table_info('\(table.name)')"
                ).map { (try $0.value(0), try $0.value(1)) }
            }
            #expect(columns.map(\.0) == table.columns.map(\.name), "\(table.name)")
            for ((name, type), column) in zip(columns, table.columns) {
                #expect(type == column.kind.sqlType, "\(table.name).\(name)")
            }
        }
    }

    @Test("has a description for each table, and an index for each reference")
    func references() throws {
        let domain = try TestDomain()
        let own = Set(DomainTables.all.map(\.name)).union(["events", "event_numbers"])
            .union(DomainSchemaTests.derived)
        let before = try DatabaseQueue()
        try Migrations.migrator.migrate(before)
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        let pipeline = try before.read { try Set(String.fetchAll($0, sql: names)) }
        let all = try domain.queue.read { try Set(String.fetchAll($0, sql: names)) }
        #expect(all.subtracting(pipeline) == own)
        for reference in References.all {
            let sql =
                "EXPLAIN QUERY PLAN SELECT * FROM \(reference.from.rawValue) WHERE \(reference.column) = ?"
            let plan = try domain.queue.read {
                try Row.fetchAll($0, sql: sql, arguments: ["x"]).map { $0["detail"] as String }
            }
            #expect(
                plan.allSatisfy { $0.hasPrefix("SEARCH") },
                "\(reference.from.rawValue).\(reference.column): \(plan)")
        }
    }

    @Test("names every foreign key in the table of references")
    func foreignKeys() throws {
        let domain = try TestDomain()
        for table in DomainTables.all {
            let keys: [(String, String)] = try domain.queue.read { db in
                try SQLiteConnection(db: db).rows(
                    "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('\(table.name)')"
                ).map { (try $0.value(0), try $0.value(1)) }
            }
            for (column, target) in keys {
                #expect(
                    References.all.contains {
                        $0.from == table.entity && $0.column == column
                            && $0.to.rawValue == target
                    }, "\(table.name).\(column) → \(target)")
            }
        }
    }

    @Test("is added to a catalogue behind its own, and left alone by who does not know it")
    func hook() throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "domain-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "c.sqlite").path
        try Catalog(path: path).close()
        let domain = try Catalog(path: path, schema: DomainSchema.schema)
        let journal = MemoryJournal()
        let environment = try TestDomain().environment
        _ = try domain.write { writer in
            try DomainTransaction.run(
                on: writer.connection, as: .program, environment, journal: journal
            ) { try $0.users.create(email: "a@b.c", name: "A", role: .admin) }
        }
        domain.close()
        let plain = try Catalog(path: path)
        #expect(try plain.read { try $0.connection.rows("SELECT id FROM users").count } == 1)
        plain.close()
        let later = SchemaExtension(name: "domain", steps: DomainSchema.steps + ["SELECT 1"])
        try Catalog(path: path, schema: later).close()
        #expect(throws: CatalogError.newer) { try Catalog(path: path, schema: DomainSchema.schema) }
    }
}

extension ColumnKind {
    fileprivate var sqlType: String {
        switch self {
        case .text, .json: "TEXT"
        case .integer, .flag: "INTEGER"
        case .real: "REAL"
        case .bytes: "BLOB"
        }
    }
}
