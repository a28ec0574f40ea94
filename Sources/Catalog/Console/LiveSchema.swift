/// A table, an index, a trigger or a view as it is in a catalogue.
package struct SchemaObject: Sendable, Equatable {
    package let type: String
    package let name: String
    /// The table that it belongs to.
    package let table: String
    /// What the schema says of it, if it says anything.
    package let comment: String?
    package let sql: String
}

/// The schema that a catalogue has, with the comments of the steps that made it.
package enum LiveSchema {
    /// Tables by name, each followed by what belongs to it.
    package static func objects(
        of connection: some Connection, _ schema: SchemaExtension
    ) throws -> [SchemaObject] {
        let comments = comments(of: Migrations.all.map(\.sql) + schema.steps)
        let rows = try connection.rows(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_master
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY tbl_name, type <> 'table', type, name
            """)
        return try rows.map {
            let name: String = try $0.value(1)
            return SchemaObject(
                type: try $0.value(0), name: name, table: try $0.value(2),
                comment: comments[name], sql: try $0.value(3))
        }
    }

    /// The comments that stand before what each is about, by its name; the last one counts.
    static func comments(of steps: [String]) -> [String: String] {
        var comments: [String: String] = [:]
        for step in steps {
            var pending: [Substring] = []
            for line in step.split(separator: "\n", omittingEmptySubsequences: false) {
                let code = line.drop { $0 == " " }
                if code.hasPrefix("--") {
                    pending.append(code.dropFirst(2).drop { $0 == " " })
                    continue
                }
                if let match = code.prefixMatch(
                    of: /CREATE (?:UNIQUE )?(?:TABLE|INDEX|TRIGGER|VIEW) (\w+)/),
                    !pending.isEmpty
                {
                    comments[String(match.1)] = pending.joined(separator: " ")
                }
                pending = []
            }
        }
        return comments
    }
}
