import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("When the disk fails while deleting and collecting") struct GCFaultTests {
    enum Verb: String, Sendable, CaseIterable { case delete, undelete, gc }

    /// Five pictures, two of them in directories of their own; for all but `delete` the first
    /// three are deleted, and for `gc` one more is superseded.
    private func makeStore(_ directory: TemporaryDirectory, _ name: String, _ verb: Verb)
        async throws
        -> TestStore
    {
        for index in 0..<5 {
            try directory.write(testPicture(index), to: "in\(name)/\(index % 2)/\(index).png")
        }
        let store = TestStore(at: directory.path(name))
        try await store.ingest([directory.path("in" + name)])
        if verb == .gc {
            try directory.write(testPicture(9), to: "in\(name)/1/3.png")
            try await store.ingest([directory.path("in" + name)])
        }
        if verb != .delete { try await store.opened { try await $0.deleted(references) } }
        return store
    }

    private let references = ["default/0/0.png", "default/1/1.png", "default/0/2.png"]

    private func perform(_ verb: Verb, _ store: TestStore, _ fault: FaultyDisk?) async throws {
        try await store.opened({ if let fault { $0.disk = fault.disk } }) { library in
            switch verb {
            case .delete: try await library.deleted(references)
            case .undelete: _ = try await library.undeleted(references)
            case .gc: try await library.runGC()
            }
        }
    }

    @Test(
        "whichever call fails, nothing current is lost, and repeating the verb completes",
        arguments: Verb.allCases)
    func sweep(_ verb: Verb) async throws {
        let directory = TemporaryDirectory()
        let base = try await makeStore(directory, "base", verb)
        func copy(_ name: String) throws -> TestStore {
            let store = TestStore(at: directory.path(name))
            try FileManager.default.copyItem(atPath: base.path, toPath: store.path)
            return store
        }
        let whole = try copy("whole")
        let counter = FaultyDisk(.never)
        try await perform(verb, whole, counter)
        let calls = counter.calls
        let kept: Set<String> = ["default/1/3.png", "default/0/4.png"]
        for index in Sweep.moments(calls, oneOf: 20, dense: 5) {
            let call = calls[index]
            let store = try copy("store-\(index)")
            let before = Set(try store.assets().keys)
            let fault = FaultyDisk(.once(at: index + 1))
            try? await perform(verb, store, fault)
            let context: Comment = "call \(index + 1), \(call) failed"
            #expect(try store.problems() == [], context)
            let after = Set(try store.assets().keys)
            #expect(after.isSuperset(of: kept), context)
            if verb == .gc { #expect(after == before, context) }
            try await perform(verb, store, nil)
            #expect(try store.problems() == [], context)
            #expect(
                Set(try store.assets().keys) == (verb == .undelete ? kept.union(references) : kept),
                context)
            if verb == .gc {
                #expect(files(below: store.path + "/objects").count == 2, context)
                #expect(files(below: store.path + "/renditions").count == 2, context)
            }
            #expect(files(below: store.path + "/staging").isEmpty, context)
        }
        #expect(Set(calls).contains(.flock) && Set(calls).contains(.fsync))
    }
}
