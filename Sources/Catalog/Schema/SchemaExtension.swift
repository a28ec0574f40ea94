import GRDB

/// Further tables in a catalogue's file, made by another target: its steps run behind the catalogue's own,
/// and `grdb_migrations` records them as `name.1`, `name.2`, ….
///
/// A program that opens the catalogue without the extension leaves its tables alone.
package struct SchemaExtension: Sendable {
    package let name: String
    /// Each literal SQL, never edited once it was published.
    package let steps: [String]

    /// - Precondition: `name` has no dot.
    package init(name: String, steps: [String]) {
        precondition(!name.isEmpty && !name.contains("."))
        self.name = name
        self.steps = steps
    }

    package static let none = SchemaExtension(name: "none", steps: [])

    /// Whether a recorded step is one of another extension than this.
    func isForeign(_ identifier: String) -> Bool {
        guard let dot = identifier.firstIndex(of: ".") else { return false }
        return identifier[..<dot] != name
    }
}

extension Migrations {
    /// The catalogue's own steps, then those of an extension.
    static func migrator(with schema: SchemaExtension) -> DatabaseMigrator {
        var migrator = migrator
        for (index, sql) in schema.steps.enumerated() {
            migrator.registerMigration("\(schema.name).\(index + 1)") { try $0.execute(sql: sql) }
        }
        return migrator
    }

    /// - Throws: `CatalogError.newer` for the schema of a later version.
    static func isUpToDate(_ db: Database, with schema: SchemaExtension) throws -> Bool {
        let migrator = migrator(with: schema)
        let known = Set(migrator.migrations)
        let applied = try migrator.appliedIdentifiers(db)
        let unknown = applied.subtracting(known)
        guard unknown.allSatisfy(schema.isForeign) else { throw CatalogError.newer }
        return known.isSubset(of: applied)
    }
}
