import Testing

@testable import Domain

@Suite("Live connections") struct LiveConnectionTests {
    private func add(_ domain: TestDomain, _ user: User, _ count: Int) throws -> [String] {
        try domain.write(as: user) { transaction in
            try (0..<count).map { _ in
                try transaction.connections.add(session: nil, address: nil, agent: nil).id
            }
        }
    }

    private func open(_ domain: TestDomain, _ user: User, heardSince moment: Int64) throws
        -> [String]
    {
        try domain.read(as: user.viewer) { try $0.connections.open(heardSince: moment).map(\.id) }
    }

    @Test("many say at once that they are there, and those that are silent are closed")
    func heartbeats() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let ids = try add(domain, ann, 700)
        let start = try domain.read(as: .program) { $0.now }
        domain.clock.advance(seconds: 100)
        try domain.write(as: .program) {
            try $0.connections.heartbeat(all: Array(ids.dropFirst(2)))
        }
        #expect(try open(domain, ann, heardSince: start + 1) == Array(ids.dropFirst(2)))
        #expect(try domain.read(as: .program) { try $0.connections.areSilent(since: start + 1) })
        let closed = try domain.write(as: .program) {
            try $0.connections.closeSilent(since: start + 1)
        }
        #expect(closed == 2)
        #expect(try !domain.read(as: .program) { try $0.connections.areSilent(since: start + 1) })
        try domain.write(as: .program) { try $0.connections.close(all: Array(ids.dropFirst(3))) }
        #expect(try open(domain, ann, heardSince: 0) == [ids[2]])
        // It was only late.
        try domain.write(as: .program) { try $0.connections.heartbeat(all: [ids[0]]) }
        #expect(try open(domain, ann, heardSince: 0) == [ids[0], ids[2]])
    }

    @Test("only the server may speak for all, and everybody sees their own")
    func others() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        let ids = try add(domain, ann, 1)
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: bob) { try $0.connections.heartbeat(all: ids) }
        }
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: bob) { try $0.connections.close(all: ids) }
        }
        #expect(try open(domain, bob, heardSince: 0).isEmpty)
        #expect(try open(domain, domain.owner, heardSince: 0).isEmpty)
    }

    private func told(_ domain: TestDomain) throws -> [Int64] {
        let newest = try domain.read(as: .program) { try $0.events.newest() }
        return [Int64(domain.journal.facts.count), newest]
    }

    @Test("neither the feed nor the journal is told of them")
    func quiet() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let before = try told(domain)
        let ids = try add(domain, ann, 3)
        try domain.write(as: ann) { try $0.connections.close(ids[0]) }
        #expect(try told(domain) == before)
        try domain.expectRebuilds()
    }
}
