import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Outputs of jobs") struct JobOutputTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func held(_ library: Library, _ count: Int = 1) throws -> (Viewer, [HeldJob]) {
        let owner = try library.domain.viewer()
        let ann = try library.domain.change(as: owner) {
            try $0.users.create(email: "ann@example.com", name: "Ann")
        }
        try library.domain.change(as: ann.viewer) { transaction in
            for number in 0..<count {
                try transaction.jobs.enqueue("paint") { $0.prompt = "cat \(number)" }
            }
        }
        var rules = ClaimRequest()
        rules.rules.runningLimit = 100
        let held = try library.domain.change(as: owner) { transaction in
            let worker = try transaction.workers.register(name: "gpu-1", isShared: true)
            return try (0..<count).compactMap { _ in try transaction.jobs.claim(worker.id, rules) }
        }
        return (owner, held)
    }

    @Test("are files of the job's owner and generations in one step, and the same answer again")
    func complete() async throws {
        let library = try store.open()
        let (owner, jobs) = try held(library)
        let job = try #require(jobs.first)
        let outputs = JobOutputs(library)
        let files = [
            OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(1))),
            OutputFile(
                JobOutput(index: 2, asset: nil, kind: .videoClip), .bytes(Array("film".utf8)),
                named: "clip.mp4"),
        ]
        let outcome = try await outputs.complete(
            job.job.id, lease: job.lease, as: owner, files, failures: ["one was black"])
        let completion = try outcome.completion.get()
        #expect(completion.generations.count == 2)
        #expect(completion.job.status == .completed && completion.job.received == 2)
        let paths = outcome.items.compactMap(\.path)
        #expect(paths.count == 2)
        #expect(paths[0].hasPrefix("\(job.job.id)/1_") && paths[0].hasSuffix(".png"))
        #expect(paths[1].hasPrefix("\(job.job.id)/2_") && paths[1].hasSuffix(".mp4"))
        for item in outcome.items {
            let asset = try library.find(try #require(item.assetID)).asset
            #expect(asset.userID == job.job.userID && asset.jobID == job.job.id)
            #expect(item.bucket == "generated")
        }
        let again = try await outputs.complete(job.job.id, lease: job.lease, as: owner, files)
        #expect(try again.completion.get() == completion)
        #expect(again.items.isEmpty)
        library.close()
        #expect(try store.assets().count == 2)
        #expect(try store.problems() == [])
        let before = try store.domainDump()
        try await store.rebuildCatalog()
        let after = try store.domainDump()
        #expect(after == before)
    }

    @Test("that come too late stay as files of no generation")
    func late() async throws {
        let library = try store.open()
        defer { library.close() }
        let (owner, jobs) = try held(library)
        let job = try #require(jobs.first)
        try library.domain.change(as: owner) { _ = try $0.jobs.cancel(job.job.id) }
        let outcome = try await JobOutputs(library).complete(
            job.job.id, lease: job.lease, as: owner,
            [OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(1)))])
        #expect(throws: DomainError.self) { try outcome.completion.get() }
        #expect(outcome.items.map(\.outcome) == [.stored])
        let (status, generations) = try library.domain.read(as: owner) { reader in
            (
                try reader.get(Job.self, job.job.id, presence: .any).status,
                try reader.generations.page(GenerationFilter(), of: job.job.userID).items.count
            )
        }
        #expect(status == .cancelled)
        #expect(generations == 0)
        await #expect(throws: DomainError.notFound(.jobs, "nothing")) {
            _ = try await JobOutputs(library).complete("nothing", lease: 1, as: owner, [])
        }
    }

    @Test("of many workers share the waits for the disk, and one that is refused harms no other")
    func groups() async throws {
        let syncs = Mutex(0)
        let library = try store.open { options in
            options.disk = Disk { call, path in
                if call == .fsync, path.text.hasSuffix(".jsonl") { syncs.withLock { $0 += 1 } }
            }
        }
        let (owner, jobs) = try held(library, 24)
        #expect(jobs.count == 24)
        try library.domain.change(as: owner) { _ = try $0.jobs.cancel(jobs[5].job.id) }
        syncs.withLock { $0 = 0 }
        let outputs = JobOutputs(library)
        let completed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (number, job) in jobs.enumerated() {
                group.addTask {
                    let outcome = try await outputs.complete(
                        job.job.id, lease: job.lease, as: owner,
                        [OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(number)))])
                    return (try? outcome.completion.get()) != nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(completed == 23)
        let waits = syncs.withLock { $0 }
        #expect(waits < 24, "\(waits) waits")
        library.close()
        #expect(try store.assets().count == 24)
        #expect(try store.problems() == [])
    }
}
