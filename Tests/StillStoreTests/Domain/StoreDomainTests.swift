import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCore
import Synchronization
import TestSupport
import Testing
import Values

@Suite("The domain of a store") struct StoreDomainTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private struct Refused: Error {}

    private func journal() throws -> [String] {
        let directory = store.path + "/journal"
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted().flatMap {
            try String(contentsOfFile: directory + "/" + $0, encoding: .utf8)
                .split(separator: "\n").map(String.init)
        }
    }

    @Test("belongs to an owner, who is made when first asked for and stays the same")
    func owner() throws {
        let library = try store.open()
        let owner = try library.domain.owner()
        #expect(owner.email == "owner@localhost")
        #expect(!owner.hasPassword)
        #expect(owner.role == .admin)
        library.close()
        let again = try store.open()
        defer { again.close() }
        #expect(try again.domain.owner() == owner)
        #expect(try again.domain.viewer() == owner.viewer)
        #expect(throws: DomainError.notFound(.users, "nobody@example.com")) {
            try again.domain.viewer(email: "nobody@example.com")
        }
        let ann = try again.domain.change(as: owner.viewer) {
            try $0.users.create(email: "Ann@example.com", name: "Ann")
        }
        #expect(try again.domain.viewer(email: "ann@EXAMPLE.com") == ann.viewer)
    }

    @Test("changes by rows and by lines of the journal, and not at all where a body throws")
    func changes() throws {
        let library = try store.open()
        let viewer = try library.domain.viewer()
        let before = try journal().count
        let project = try library.domain.change(as: viewer) { try $0.projects.create(name: "Film") }
        let facts = try journal().dropFirst(before).map { try #require(RowFact(line: $0)) }
        #expect(facts.map(\.entity) == [.projects])
        #expect(throws: Refused.self) {
            try library.domain.change(as: viewer) { transaction in
                try transaction.projects.create(name: "None")
                throw Refused()
            }
        }
        #expect(try journal().count == before + 1)
        let read = try library.domain.read(as: viewer) { try $0.projects.page().items }
        #expect(read == [project])
        let newest = try library.catalog.read { try $0.newestFact() }
        #expect(newest >= facts[0].at)
        try library.requireCurrentCatalog()
        library.close()
    }

    @Test("seals credentials with the store's key, which it makes")
    func seals() throws {
        let library = try store.open()
        let viewer = try library.domain.viewer()
        _ = try library.domain.change(as: viewer) {
            try $0.credentials.set("google_cookie", Array("secret".utf8))
        }
        library.close()
        let again = try store.open()
        defer { again.close() }
        let secret = try again.domain.read(as: viewer) {
            try $0.credentials.secret("google_cookie")
        }
        #expect(secret == Array("secret".utf8))
        #expect(try !journal().contains { $0.contains("secret\"") })
        try FileManager.default.removeItem(atPath: store.path + "/secret.key")
        let without = try store.open()
        defer { without.close() }
        #expect(throws: DomainError.invalid(.secret, .malformed)) {
            try without.domain.read(as: viewer) { try $0.credentials.secret("google_cookie") }
        }
    }

    @Test("of a store of an earlier version is made when it is opened, and is an error until then")
    func earlier() throws {
        try store.open().close()
        let path = store.path + "/catalog.sqlite"
        try FileManager.default.removeItem(atPath: path)
        try Catalog.makeEarlier(at: path, version: 9) { _, _ in }
        let text = Array(path.utf8)
        let earlier = try Catalog(reading: text, named: path, .none, schema: DomainSchema.schema) {}
        #expect(earlier.lacksExtension)
        #expect(try earlier.read { try $0.statistics().assets } == 0)
        earlier.close()
        let library = try store.open()
        #expect(try library.domain.owner().role == .admin)
        library.close()
        let read = try Catalog(reading: text, named: path, .none, schema: DomainSchema.schema) {}
        #expect(!read.lacksExtension)
        read.close()
    }

    @Test("takes changes of many tasks together, and one that fails leaves the others")
    func groups() async throws {
        let syncs = Mutex(0)
        let library = try store.open { options in
            options.disk = Disk { call, path in
                if call == .fsync, path.text.hasSuffix(".jsonl") { syncs.withLock { $0 += 1 } }
            }
        }
        let viewer = try library.domain.viewer()
        syncs.withLock { $0 = 0 }
        let changes = DomainChanges(library)
        let failed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    do {
                        try await changes.commit(as: viewer) { transaction in
                            try transaction.projects.create(name: "Film \(number)")
                            if number % 8 == 3 { throw Refused() }
                        }
                        return false
                    } catch is Refused {
                        return true
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failed == 8)
        let waits = syncs.withLock { $0 }
        #expect(waits < 24, "\(waits) waits for 64 changes")
        let names = try await library.queries.domain(as: viewer) { reader in
            try reader.projects.page(PageRequest(limit: 100)).items.map(\.name)
        }
        #expect(Set(names) == Set((0..<64).filter { $0 % 8 != 3 }.map { "Film \($0)" }))
        try library.requireCurrentCatalog()
        library.close()
        try await store.rebuildCatalog()
        let again = try store.open()
        defer { again.close() }
        let rebuilt = try again.domain.read(as: viewer) { reader in
            try reader.projects.page(PageRequest(limit: 100)).items.map(\.name)
        }
        #expect(rebuilt == names)
    }

    @Test("has nothing of a change whose facts could not be written, and goes on with the next")
    func failure() async throws {
        let isBroken = AtomicFlag()
        let isWhole = AtomicFlag()
        let library = try store.open { options in
            options.disk = Disk { call, path throws(DiskError) in
                guard isBroken.isSet, !isWhole.isSet, call == .fsync,
                    path.text.hasSuffix(".jsonl")
                else { return }
                throw DiskError(call, path, EIO)
            }
        }
        let viewer = try library.domain.viewer()
        let changes = DomainChanges(library)
        let make = { @Sendable (name: String) in
            try await changes.commit(as: viewer) { try $0.projects.create(name: name).name }
        }
        isBroken.set()
        await #expect(throws: DiskError.self) { try await make("lost") }
        isWhole.set()
        #expect(try await make("kept") == "kept")
        library.close()
        try await store.rebuildCatalog()
        let again = try store.open()
        defer { again.close() }
        let names = try again.domain.read(as: viewer) { try $0.projects.page().items.map(\.name) }
        #expect(names == ["kept"])
    }
}
