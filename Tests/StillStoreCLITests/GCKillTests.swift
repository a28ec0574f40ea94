import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("When a process that deletes or collects is killed") struct GCKillTests {
    private let references = ["default/0/0.png", "default/1/1.png", "default/0/2.png"]
    private let kept: Set<String> = ["default/1/3.png", "default/0/4.png"]

    private func makeStore(
        _ directory: TemporaryDirectory, _ name: String, _ verb: String
    ) async throws -> TestStore {
        for index in 0..<5 {
            try directory.write(testPicture(index), to: "in\(name)/\(index % 2)/\(index).png")
        }
        let store = TestStore(at: directory.path(name))
        try await store.ingest([directory.path("in" + name)])
        if verb != "delete" { try await store.opened { try await $0.deleted(references) } }
        return store
    }

    private func perform(_ verb: String, _ store: TestStore, call: Int) throws -> ProgramResult {
        try runProgram(
            builtProgram("KillPoint"), [store.path, String(call), verb] + references)
    }

    @Test(
        "at any disk call, nothing current is lost, and repeating the command completes",
        arguments: ["delete", "undelete", "gc"])
    func anyCall(_ verb: String) async throws {
        let directory = TemporaryDirectory()
        let base = try await makeStore(directory, "base", verb)
        func copy(_ name: String) throws -> TestStore {
            let store = TestStore(at: directory.path(name))
            try FileManager.default.copyItem(atPath: base.path, toPath: store.path)
            return store
        }
        let whole = try perform(verb, try copy("whole"), call: 0)
        let calls = try #require(whole.objects.last?["calls"] as? Int, "\(whole.errors)")
        let step = Sweep.step(20, dense: 5)
        var kills = 0
        for call in stride(from: 1, through: calls, by: step) {
            let store = try copy("store-\(call)")
            let all = kept.union(references)
            let result = try perform(verb, store, call: call)
            if result.status == -SIGKILL { kills += 1 }
            let context: Comment = "killed at call \(call) of \(calls)"
            #expect(try store.damagedObjects().isEmpty, context)
            #expect(try store.danglingLinks().isEmpty, context)
            let assets = Set(try store.assets().keys)
            #expect(assets.isSuperset(of: kept) && assets.isSubset(of: all), context)
            for place in kept {
                #expect((try? bytes(of: store.path + "/buckets/" + place)) != nil, context)
            }
            // What was reported is so.
            let reported = result.objects.compactMap { $0["name"] as? String }
            if !reported.isEmpty, verb != "gc" {
                #expect(assets == (verb == "undelete" ? all : kept), context)
            }
            let again = try perform(verb, store, call: 0)
            #expect(again.status == 0, context)
            #expect(try store.problems() == [], context)
            #expect(Set(try store.assets().keys) == (verb == "undelete" ? all : kept), context)
            if verb == "gc" {
                #expect(files(below: store.path + "/objects").count == 2, context)
                #expect(files(below: store.path + "/renditions").count == 2, context)
                // Not one byte was removed: what was collected lies in the trash.
                let trashed = files(below: store.path + "/trash").filter {
                    $0.contains("/objects/")
                }
                #expect(trashed.count == 3, context)
            }
            #expect(files(below: store.path + "/staging").isEmpty, context)
            let runs = try await store.opened { try $0.runs(before: nil, limit: 10) }
            #expect(!runs.contains { $0.status == .running }, context)
        }
        #expect(kills >= calls / step - 1, "calls of one thread come in one order")
    }
}
