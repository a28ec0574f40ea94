import Testing

@testable import Catalog
@testable import Domain

/// Chains that are far longer than a stack is deep.
@Suite("Chains of ten thousand") struct ChainTests {
    private static let length = 10_000
    let domain: TestDomain
    let ann: User

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
    }

    /// Generations, each of which names the one before in a column.
    private func makeChain(_ column: WritableKeyPath<Generation, String?>) throws -> [String] {
        try domain.write(as: ann) { transaction in
            var ids: [String] = []
            for _ in 0..<ChainTests.length {
                var generation = Generation()
                generation.id = transaction.makeID()
                generation.userID = ann.id
                generation[keyPath: column] = ids.last
                generation.createdAt = transaction.now
                generation.updatedAt = transaction.now
                try transaction.insert(generation)
                ids.append(generation.id)
            }
            return ids
        }
    }

    @Test("are walked as far as was asked for, and hold no circle")
    func lineage() throws {
        let ids = try makeChain(\.basedOn)
        try domain.read(as: ann) { reader throws in
            let above = try reader.generations.ancestors(of: ids.last!).map(\.id)
            #expect(above == Array(ids.dropLast().suffix(1000).reversed()))
            let below = try reader.generations.descendants(of: ids[0], limit: 20_000).map(\.id)
            #expect(below == Array(ids.dropFirst()))
        }
        #expect(throws: DomainError.cycle(.generations, ids[0])) {
            try domain.write(as: ann) {
                try $0.generations.setSource(ids[0], basedOn: ids.last!)
            }
        }
    }

    @Test("of parts are deleted, restored and purged")
    func parts() throws {
        let ids = try makeChain(\.parentID)
        func living() throws -> Int {
            try domain.read(as: ann) {
                try $0.count("SELECT count(*) FROM generations WHERE deleted_at IS NULL", [])
            }
        }
        try domain.write(as: ann) { try $0.generations.delete(ids[0]) }
        #expect(try living() == 0)
        try domain.write(as: ann) { _ = try $0.generations.restore(ids[0]) }
        #expect(try living() == ChainTests.length)
        try domain.write(as: ann) { try $0.generations.delete(ids[0]) }
        domain.clock.advance(seconds: 1)
        var steps = 0
        while try domain.write(
            as: domain.owner,
            { try $0.purge(deletedBefore: domain.clock.now, limit: 2000).changed }) > 0
        {
            steps += 1
            try #require(steps < 20)
        }
        let left = try domain.read(as: ann) { try $0.count("SELECT count(*) FROM generations", []) }
        #expect(left == 0)
    }

    @Test("of dependencies end together")
    func dependencies() throws {
        let ids = try domain.write(as: ann) { transaction in
            var ids: [String] = []
            for _ in 0..<ChainTests.length {
                var request = JobRequest()
                request.dependencies = ids.last.map { [$0] } ?? []
                ids.append(try transaction.jobs.enqueue("paint", request).id)
            }
            return ids
        }
        try domain.write(as: ann) { _ = try $0.jobs.cancel(ids[0]) }
        let cancelled = try domain.read(as: ann) {
            try $0.count("SELECT count(*) FROM jobs WHERE status = 'cancelled'", [])
        }
        #expect(cancelled == ChainTests.length)
    }
}
