import GRDB
import Synchronization
import Testing

@testable import Catalog
@testable import Domain

/// Lists as they run: found by an index that leads with the owner or what owns, and in its order.
@Suite("Plans") struct PlanTests {
    private final class Texts: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    /// The statements that ran, with their plans.
    private func plans(
        _ domain: TestDomain, _ user: User, _ body: (DomainReader) throws -> Void
    ) throws -> [(sql: String, plan: [String])] {
        let texts = Texts()
        try domain.queue.inDatabase { db in
            db.trace { event in
                if case .statement(let statement) = event { texts.add(statement.sql) }
            }
            defer { db.trace() }
            try body(DomainReader(SQLiteConnection(db: db), as: user.viewer, domain.environment))
        }
        return try domain.queue.inDatabase { db in
            try texts.all.filter { $0.hasPrefix("SELECT") }.map { sql in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                statement.setUncheckedArguments(StatementArguments())
                return (sql, try Row.fetchAll(statement).map { $0["detail"] })
            }
        }
    }

    @Test("of pages scan no table and sort nothing")
    func pages() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let (project, album) = try domain.write(as: ann) {
            (try $0.projects.create(name: "Film"), try $0.albums.create(name: "Best"))
        }
        let lists: [(String, (DomainReader) throws -> Void)] = [
            ("projects_by_owner", { _ = try $0.projects.page() }),
            ("shots_by_position", { _ = try $0.shots.page(of: project.id) }),
            ("sessions_by_owner", { _ = try $0.sessions.page() }),
            ("jobs_by_owner", { _ = try $0.jobs.page() }),
            ("generations_by_owner", { _ = try $0.generations.page() }),
            ("captions_by_owner", { _ = try $0.captions.page() }),
            ("costs_by_owner", { _ = try $0.costs.page() }),
            ("credits_ledger_by_owner", { _ = try $0.credits.page() }),
            ("credits_ledger_balance", { _ = try $0.credits.balance() }),
            ("albums_by_owner", { _ = try $0.albums.page() }),
            ("album_assets_by_position", { _ = try $0.albums.contents(of: album.id) }),
            ("shared_links_by_owner", { _ = try $0.links.page() }),
            ("models_by_owner", { _ = try $0.models.page() }),
            ("models_public", { _ = try $0.models.publicPage() }),
            ("prompt_templates_by_owner", { _ = try $0.templates.page() }),
            ("documents_by_owner", { _ = try $0.documents.page() }),
            ("training_batches_by_owner", { _ = try $0.training.page() }),
            ("access_tokens_by_user", { _ = try $0.accessTokens.page() }),
            ("events_by_owner", { _ = try $0.events.after(0) }),
            ("jobs_waiting", { _ = try $0.jobs.waiting() }),
        ]
        for (index, list) in lists {
            let found = try plans(domain, ann, list)
            #expect(
                found.contains { $0.plan.contains { $0.contains(index) } }, "\(index): \(found)")
            for (sql, plan) in found {
                for line in plan {
                    // An index that is read in its order from one end is no scan of a table.
                    let isScan = line.hasPrefix("SCAN") && !line.contains("USING")
                    #expect(!isScan && !line.contains("TEMP B-TREE"), "\(sql)\n\(plan)")
                }
            }
        }
    }

    @Test("of a claim follow the order of the queue")
    func claim() throws {
        let domain = try TestDomain()
        let texts = Texts()
        let worker = try domain.write(as: domain.owner) {
            try $0.workers.register(name: "gpu", isShared: true)
        }
        domain.queue.inDatabase { db in
            db.trace { event in
                if case .statement(let statement) = event { texts.add(statement.sql) }
            }
        }
        _ = try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) }
        let queue = try #require(texts.all.last { $0.contains("jobs.unmet = 0") })
        let plan: [String] = try domain.queue.inDatabase { db in
            db.trace()
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + queue)
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
        #expect(plan.contains { $0.contains("jobs_claimable") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
