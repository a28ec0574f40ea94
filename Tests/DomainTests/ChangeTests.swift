import Testing

@testable import Domain

@Suite("A change of the domain") struct ChangeTests {
    struct Failed: Error {}

    @Test("is a row, an event and a fact at once")
    func threefold() throws {
        let domain = try TestDomain()
        let before = domain.journal.facts.count
        let project = try domain.write(as: domain.owner) { try $0.projects.create(name: "Film") }
        try domain.write(as: domain.owner) {
            try $0.projects.edit(project.id) { $0.name = "Long film" }
        }
        let facts = domain.journal.facts.dropFirst(before)
        #expect(facts.map(\.change) == [.insert, .update])
        #expect(facts.map(\.entity) == [.projects, .projects])
        let page = try domain.read(as: domain.owner) {
            try $0.events.after(facts.first!.number - 1)
        }
        #expect(page.events.map(\.kind) == [.insert, .update])
        #expect(page.events.map(\.changed) == [[], ["name"]])
        #expect(page.events.map(\.projectID) == [project.id, project.id])
        #expect(page.events.map(\.userID) == [domain.owner.id, domain.owner.id])
        #expect(page.events[1].content.contains(#""name":"Long film""#))
        #expect(page.last == facts.last!.number)
        try domain.expectRebuilds()
    }

    @Test("is undone, event and all, when its fact cannot be written")
    func journalFails() throws {
        let domain = try TestDomain()
        let newest = try domain.read(as: domain.owner) { try $0.events.newest() }
        domain.journal.failure = Failed()
        #expect(throws: Failed.self) {
            try domain.write(as: domain.owner) { _ = try $0.projects.create(name: "Film") }
        }
        domain.journal.failure = nil
        try domain.read(as: domain.owner) { reader throws in
            #expect(try reader.projects.page().items.isEmpty)
            #expect(try reader.events.newest() == newest)
        }
    }

    @Test("is undone with all others of its transaction")
    func undone() throws {
        let domain = try TestDomain()
        let count = domain.journal.facts.count
        #expect(throws: DomainError.invalid(.name, .empty)) {
            try domain.write(as: domain.owner) {
                try $0.projects.create(name: "Film")
                try $0.projects.create(name: "")
            }
        }
        #expect(try domain.read(as: domain.owner) { try $0.projects.page().items.isEmpty })
        #expect(domain.journal.facts.count == count)
    }

    @Test("that changes nothing is none")
    func nothing() throws {
        let domain = try TestDomain()
        let project = try domain.write(as: domain.owner) { try $0.projects.create(name: "Film") }
        let count = domain.journal.facts.count
        domain.clock.advance(seconds: 1)
        let same = try domain.write(as: domain.owner) {
            try $0.projects.edit(project.id) { $0.name = "Film" }
        }
        #expect(same == project)
        #expect(domain.journal.facts.count == count)
    }

    @Test("of a volatile column makes neither event nor fact")
    func volatile() throws {
        let domain = try TestDomain()
        let token = try domain.write(as: domain.owner) {
            try $0.accessTokens.issue(.api, name: "script", scopes: [.read]).token
        }
        let count = domain.journal.facts.count
        domain.clock.advance(seconds: 5)
        try domain.write(as: domain.owner) { try $0.accessTokens.recordUse(of: token.id) }
        #expect(domain.journal.facts.count == count)
        let used = try domain.read(as: domain.owner) {
            try $0.get(AccessToken.self, token.id).lastUsedAt
        }
        #expect(used == domain.clock.now)
        try domain.expectRebuilds()
    }

    @Test("shows nobody what is hidden")
    func hidden() throws {
        let domain = try TestDomain()
        try domain.write(as: domain.owner) {
            try $0.credentials.set("google_cookie", Array("very secret".utf8))
            _ = try $0.accessTokens.issue(.api, name: "script", scopes: [.read])
            try $0.users.setPassword(
                domain.owner.id, PasswordHash(of: "hunter2", domain.environment))
        }
        let events = try domain.read(as: domain.owner) { try $0.events.after(0).events }
        for event in events {
            for word in ["sealed", "hash", "hunter2", "very secret"] {
                #expect(!event.content.contains(word), "\(event)")
                #expect(!event.changed.contains { $0.contains(word) }, "\(event)")
            }
        }
        try domain.expectRebuilds()
    }

    @Test("of a column that its owner may not set is refused by name")
    func notEditable() throws {
        let domain = try TestDomain()
        let project = try domain.write(as: domain.owner) { try $0.projects.create(name: "Film") }
        #expect(throws: DomainError.notEditable(.projects, field: "created_at")) {
            try domain.write(as: domain.owner) {
                try $0.projects.edit(project.id) { $0.createdAt = 0 }
            }
        }
    }

    @Test("is seen by its owner and by admins only, filtered by table, project and session")
    func feeds() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        let project = try domain.write(as: ann) { transaction in
            let project = try transaction.projects.create(name: "Film")
            _ = try transaction.shots.create(in: project.id, name: "Opening")
            _ = try transaction.projects.create(name: "Other")
            return project
        }
        try domain.write(as: bob) { _ = try $0.projects.create(name: "Bob's") }
        func rows(_ user: User, _ fill: (inout EventFilter) -> Void = { _ in }) throws -> [String] {
            var filter = EventFilter()
            fill(&filter)
            return try domain.read(as: user) { try $0.events.after(0, filter).events.map(\.table) }
        }
        #expect(try rows(ann) == ["users", "projects", "shots", "projects"])
        #expect(try rows(bob) == ["users", "projects"])
        #expect(try rows(ann) { $0.user = bob.id } == rows(ann), "the filter is for admins")
        #expect(try rows(domain.owner) { $0.user = bob.id } == rows(bob))
        #expect(try rows(domain.owner).count == 7)
        #expect(try rows(ann) { $0.project = project.id } == ["projects", "shots"])
        #expect(try rows(bob) { $0.project = project.id }.isEmpty)
        #expect(try rows(ann) { $0.tables = ["shots", "users"] } == ["users", "shots"])
    }

    @Test("is kept for a while; whoever asks from before that hears of the gap")
    func pruned() throws {
        let domain = try TestDomain()
        for name in ["A", "B"] {
            domain.clock.advance(seconds: 10)
            try domain.write(as: domain.owner) { _ = try $0.projects.create(name: name) }
        }
        let count = try domain.write(as: domain.owner) {
            try $0.events.prune(before: domain.clock.now, limit: 100)
        }
        #expect(count == 2)
        try domain.read(as: domain.owner) {
            let page = try $0.events.after(0)
            #expect(page.hasGap)
            #expect(page.events.map(\.number) == [3])
            #expect(try !$0.events.after(2).hasGap)
        }
        try domain.write(as: domain.owner) {
            _ = try $0.events.prune(before: .max, limit: 100)
        }
        let next = try domain.write(as: domain.owner) { transaction in
            _ = try transaction.projects.create(name: "C")
            return domain.journal.facts.count
        }
        _ = next
        #expect(domain.journal.facts.last?.number == 4, "numbers are never used again")
    }

    @Test("of a table in which text is hostile is refused")
    func hostileText() throws {
        let domain = try TestDomain()
        #expect(throws: DomainError.invalid(.text, .malformed)) {
            try domain.write(as: domain.owner) { _ = try $0.projects.create(name: "a\0b") }
        }
        let long = String(repeating: "x", count: JSONText.byteLimit + 1)
        #expect(throws: DomainError.invalid(.text, .tooLong(limit: JSONText.byteLimit))) {
            try domain.write(as: domain.owner) { _ = try $0.projects.create(name: long) }
        }
        let odd = "\u{202E}\u{1F600}e\u{301}\u{FFFF}\"\\\n\u{1}\u{7F}"
        let project = try domain.write(as: domain.owner) { try $0.projects.create(name: odd) }
        #expect(try domain.read(as: domain.owner) { try $0.projects.get(project.id).name } == odd)
        try domain.expectRebuilds()
    }

    @Test("has JSON only where it is JSON, and not too long")
    func json() throws {
        #expect(throws: DomainError.invalid(.json, .malformed)) { try JSONText("{") }
        #expect(throws: DomainError.invalid(.json, .malformed)) { try JSONText(object: "[]") }
        #expect(throws: DomainError.invalid(.json, .tooLong(limit: JSONText.byteLimit))) {
            try JSONText("\"" + String(repeating: "x", count: 10_000_000) + "\"")
        }
        #expect(try JSONText("[1, {\"a\": null}]").text == "[1, {\"a\": null}]")
    }
}
