import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

/// Programs that work with jobs: killed, and at once.
@Suite("Jobs and processes") struct DomainKillTests {
    let directory = TemporaryDirectory()

    private func kill(
        _ store: TestStore, at call: String
    ) throws -> (steps: [String], calls: Int, isDead: Bool) {
        let result = try runProgram(
            builtProgram("KillPoint"), [store.path, call, "job", directory.path("cat.png")])
        let isDead = result.status == -SIGKILL
        #expect(isDead || result.status == 0, "\(result.errors)")
        return (
            result.objects.compactMap { $0["step"] as? String },
            result.objects.compactMap { $0["calls"] as? Int }.last ?? 0, isDead
        )
    }

    private func defects(_ store: TestStore) async throws -> [String] {
        let library = try store.open()
        defer { library.close() }
        return try await library.verify(VerifyRequest()) { _ in }.kinds.keys.sorted()
    }

    /// What is there is what was reported, or one step more; a file and its generation are one.
    private func check(
        _ store: TestStore, _ steps: [String], _ comment: Comment
    ) async throws {
        let library = try store.open()
        let owner = try library.domain.viewer()
        let (job, generations) = try library.domain.read(as: owner) { reader in
            (
                try reader.find(Job.self, "job-1"),
                try reader.generations.page(GenerationFilter()).items
            )
        }
        // Before a rebuild: it takes what the journal says for what was reported.
        try library.truncateUncommittedFacts()
        library.close()
        #expect(job != nil || steps.isEmpty, comment)
        if steps.contains("claimed") { #expect(job?.lease == 1, comment) }
        if steps.contains("completed") { #expect(job?.status == .completed, comment) }
        let isDone = job?.status == .completed
        #expect(generations.count == (isDone ? 1 : 0), comment)
        #expect(try store.assets().count == (isDone ? 1 : 0), comment)
        #expect(try store.problems() == [], comment)
    }

    @Test("a job that is killed at any step from its request to its output is whole, and goes on")
    func steps() async throws {
        try directory.write(testPicture(1), to: "cat.png")
        let whole = TestStore(at: directory.path("whole"))
        try whole.open().close()
        let calls = try kill(whole, at: "0").calls
        #expect(calls > 20)
        let step = max(1, calls / 10)
        let moments =
            stride(from: step, to: calls, by: step).map(String.init) + ["facts", "facts2"]
        for (index, moment) in moments.enumerated() {
            let store = TestStore(at: directory.path("\(index)"))
            try store.open().close()
            let (steps, _, isDead) = try kill(store, at: moment)
            let comment = Comment(rawValue: "dead at \(moment) of \(calls), after \(steps)")
            #expect(isDead, comment)
            try await check(store, steps, comment)
            let before = try store.domainDump()
            _ = try await Library.rebuildCatalog(at: FilePath(store.path), RebuildRequest()) { _ in
            }
            let after = try store.domainDump()
            #expect(after == before, comment)
            let again = try kill(store, at: "0")
            #expect(again.steps.last == "completed", comment)
            try await check(store, again.steps.filter { $0 != "claimed" }, comment)
            #expect(try await defects(store) == [], comment)
        }
    }

    @Test("four programs that take jobs at once never take the same one")
    func workers() async throws {
        let store = TestStore(at: directory.path("store"))
        let library = try store.open()
        let owner = try library.domain.viewer()
        let ids = try library.domain.change(as: owner) { transaction in
            try (0..<200).map { _ in try transaction.jobs.enqueue("paint").id }
        }
        library.close()
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 1...4 {
                group.addTask {
                    let result = try runProgram(
                        builtProgram("KillPoint"), [store.path, "0", "work", "worker-\(number)"])
                    #expect(result.status == 0, "\(result.errors)")
                    return result.objects.compactMap { $0["job"] as? String }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 200)
        #expect(Set(taken) == Set(ids))
        let before = try store.domainDump()
        #expect(before.rows["generations"]?.count == 200)
        _ = try await Library.rebuildCatalog(at: FilePath(store.path), RebuildRequest()) { _ in }
        let after = try store.domainDump()
        #expect(after == before)
        #expect(try await defects(store) == [])
    }
}
