import Foundation
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("The steps of the schema") struct FrozenSchemaTests {
    /// SHA-256 of each step's SQL.
    private static let published = [
        "1ede6525de4522f6c2db222baceb5d0f6c99301194a0d760703ea531c9888d5a",
        "48e5cdebe5a5c3420b692bf709210ae0406cd05be2e99f89f5cba7f4bd3948c9",
        "c520bc2e96a38e8c4cebdc23d4ac33524b7939a1922cf6dbfdb17fd55fdc2442",
        "fcd61e2a175486ccb097348bfad1b4fca2fcb2e0200e743942695afb70ea3e78",
        "bd4595f5a3bfd2ed1075c77f1d01509602545ed6754712f1a0087af25ac967bb",
        "c78aefa03abcac6231bbc1956b976af4b8855716809153d7b78a431dd765ed66",
        "54bc40f0d0b673987cb59489f13f006eda100a131a4800fc757f13ff6439eaab",
        "07f50a7994371b2ba6b5e34a49477a499d6163634863f716aedfa1d8d14b5922",
        "45e8c4ea8702220b44044326056d4ea6686dc56b0f49e2f5c91fb29326d553ad",
    ]

    @Test("are never edited once they are published")
    func frozen() {
        let found = Migrations.all.map { step in
            var sql = step.sql
            return sql.withUTF8 { Digest.of(UnsafeRawBufferPointer($0)) }.hex
        }
        for (index, (found, published)) in zip(found, FrozenSchemaTests.published).enumerated() {
            #expect(
                found == published,
                "Migration\(index + 1) was edited: catalogues that ran it do not learn of that. Put it back and write a new migration."
            )
        }
        #expect(
            found.count == FrozenSchemaTests.published.count,
            "a new migration needs its digest here: \(found.last ?? "")")
    }

    @Test("equal docs/schema.sql")
    func document() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let place = root.appending(path: "docs/schema.sql")
        let expected = try catalog.read { try schemaDocument($0) }
        let written = try? String(contentsOf: place, encoding: .utf8)
        if written != expected {
            let made = FileManager.default.temporaryDirectory.appending(path: "schema.sql")
            try expected.write(to: made, atomically: true, encoding: .utf8)
            Issue.record("docs/schema.sql is not the schema of a new catalogue: \(made.path) is")
        }
    }

    @Test("know the kinds of assets that the program knows")
    func kinds() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        let kinds: [String] = try catalog.read {
            try $0.connection.rows("SELECT kind FROM asset_kinds").map { try $0.value(0) }
        }
        #expect(Set(kinds) == Set(AssetKind.allCases.map(\.rawValue)))
    }

    /// The schema as other programs need it: SQLite's own words, and what the derived tables hold.
    private func schemaDocument(_ reader: CatalogReader) throws -> String {
        let statements: [String] = try reader.connection.rows(
            """
            SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'grdb_migrations'
            ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name
            """
        ).map { try $0.value(0) }
        let derived = DerivedTable.all.map { table in
            "-- \(table.table):\n" + table.rows + ";\n"
        }
        return """
            -- The schema of a catalogue of version \(Migrations.all.count), as sqlite_schema has it.
            -- A test keeps this file true.

            \(statements.map { $0 + ";\n" }.joined(separator: "\n"))
            -- What the derived tables hold, but for groups with a count of 0.

            \(derived.joined(separator: "\n"))
            """
    }
}
