import Testing

@testable import Catalog
@testable import Domain

@Suite("Housekeeping") struct HousekeepingTests {
    private static let day: Int64 = 86_400

    private func count(
        _ rule: RetentionRule, _ domain: TestDomain, days: Int64 = 10
    ) throws -> Int {
        try domain.read(as: domain.owner) {
            try $0.housekeeping.count(rule, RetentionAge(days: days))
        }
    }

    /// Applies a rule in steps of one row.
    private func apply(
        _ rule: RetentionRule, _ domain: TestDomain, days: Int64 = 10
    ) throws -> Int {
        var count = 0
        while true {
            let some = try domain.write(as: domain.owner) {
                try $0.housekeeping.apply(rule, RetentionAge(days: days), limit: 1)
            }
            if some == 0 { return count }
            count += some
            try #require(count < 100)
        }
    }

    /// Two rows for each rule, of one who is no admin.
    private func fill(_ domain: TestDomain, _ ann: User) throws {
        try domain.write(as: ann) { transaction in
            for number in 1...2 {
                let token = try transaction.accessTokens.issue(
                    .api, name: "t", scopes: [.read]
                ).token
                _ = try transaction.accessTokens.revoke(token.id)
                let album = try transaction.albums.create(name: "a")
                let link = try transaction.links.create(.album, album.id).link
                try transaction.links.revoke(link.id)
                _ = try transaction.once(key: "k\(number)", request: []) { .emptyObject }
                let connection = try transaction.connections.add(
                    session: nil, address: nil, agent: nil)
                try transaction.connections.close(connection.id)
                let session = try transaction.sessions.create(.refinement)
                try transaction.sessions.move(session.id, to: .completed)
                try transaction.generations.create(.image)
                let project = try transaction.projects.create(name: "p")
                try transaction.projects.delete(project.id)
            }
        }
    }

    @Test(
        "a rule takes what is older than its age, in small steps, and then there is nothing left",
        arguments: RetentionRule.allCases.filter { $0 != .events })
    func ages(_ rule: RetentionRule) throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try fill(domain, ann)
        domain.clock.advance(seconds: 10 * Self.day)
        #expect(try count(rule, domain) == 0)
        #expect(try apply(rule, domain) == 0)
        domain.clock.advance(milliseconds: 1)
        #expect(try count(rule, domain) == 2)
        #expect(try apply(rule, domain) == 2)
        #expect(try count(rule, domain) == 0)
        try domain.expectRebuilds()
    }

    @Test("events past their window go; numbers go on")
    func events() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try fill(domain, ann)
        domain.clock.advance(seconds: 11 * Self.day)
        let before = try domain.read(as: domain.owner) { try $0.events.newest() }
        #expect(try count(.events, domain) > 10)
        #expect(try apply(.events, domain) > 10)
        #expect(try count(.events, domain) == 0)
        let page = try domain.read(as: domain.owner) { try $0.events.after(0) }
        #expect(page.events.isEmpty)
        #expect(page.hasGap)
        #expect(page.last == before)
    }

    @Test("lists hide what was archived, and find it when it is asked for")
    func archived() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try fill(domain, ann)
        domain.clock.advance(seconds: 11 * Self.day)
        _ = try apply(.completedSessions, domain)
        let shown = try domain.read(as: ann) { try $0.sessions.page().items }
        #expect(shown.isEmpty)
        var filter = SessionFilter()
        filter.isArchived = true
        let archived = filter
        let hidden = try domain.read(as: ann) { try $0.sessions.page(archived).items }
        #expect(hidden.count == 2)
        try domain.write(as: ann) { _ = try $0.sessions.setArchived(hidden[0].id, false) }
        let again = try domain.read(as: ann) { try $0.sessions.page().items }
        #expect(again.count == 1)
    }

    @Test("users whose ledger stays do not keep others from being purged")
    func buried() throws {
        let domain = try TestDomain()
        for name in ["a", "b", "c"] {
            let user = try domain.makeUser(name)
            try domain.write(as: domain.owner) {
                try $0.credits.grant(1, to: user.id, note: nil)
                try $0.users.delete(user.id)
            }
        }
        domain.clock.advance(seconds: 11 * Self.day)
        #expect(try count(.deleted, domain) == 3)
        _ = try apply(.deleted, domain)
        #expect(try count(.deleted, domain) == 0)
        let last = try domain.makeUser("d")
        try domain.write(as: domain.owner) { try $0.users.delete(last.id) }
        domain.clock.advance(seconds: 11 * Self.day)
        #expect(try apply(.deleted, domain) == 1)
    }

    @Test("housekeeping is for admins, and a rule that is turned off takes nothing")
    func refused() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try fill(domain, ann)
        domain.clock.advance(seconds: 100 * Self.day)
        #expect(throws: DomainError.adminsOnly) {
            try domain.read(as: ann) { try $0.housekeeping.count(.deleted, .never) }
        }
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { try $0.housekeeping.apply(.deleted, .never) }
        }
        let count = try domain.write(as: domain.owner) {
            try $0.housekeeping.apply(.oldGenerations, .never)
        }
        #expect(count == 0)
    }

    @Test("ages are a number and a unit, or never")
    func texts() {
        #expect(RetentionAge("90m")?.milliseconds == 5_400_000)
        #expect(RetentionAge("2w")?.milliseconds == 1_209_600_000)
        #expect(RetentionAge("never")?.milliseconds == nil)
        for text in ["", "d", "-1d", "1", "1.5d", "1y", "100001d", "1d "] {
            let age = RetentionAge(text)
            #expect(age == nil, "\(text)")
        }
    }
}
