import GRDB

/// The steps to today's schema: each is literal SQL in a file of its own, which is never edited
/// once it was published and uses no code that may change. A change of the schema is a new step.
enum Migrations {
    struct Step: Sendable {
        /// As `grdb_migrations` records it.
        let version: Int
        let sql: String
    }

    static let all = [
        Migration1.sql, Migration2.sql, Migration3.sql, Migration4.sql, Migration5.sql,
        Migration6.sql, Migration7.sql, Migration8.sql, Migration9.sql,
    ].enumerated().map { Step(version: $0 + 1, sql: $1) }

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for step in all {
            migrator.registerMigration("\(step.version)") { try $0.execute(sql: step.sql) }
        }
        return migrator
    }()
}
