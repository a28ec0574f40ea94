import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// One bit of one read of the store's own files is wrong, and right when it is read again.
@Suite("When the disk reads a bit wrong") struct MisreadFaultTests {
    enum Verb: String, Sendable, CaseIterable {
        case repair, rebuild, thumbnails, backup, restore, copy, fetch, export
    }

    private let directory = TemporaryDirectory()
    private static let sources = 4

    /// Pictures, one of them twice, one superseded, one deleted.
    private func makeStore() async throws -> TestStore {
        let store = TestStore(at: directory.path("base"))
        for index in 0..<MisreadFaultTests.sources {
            try directory.write(testPicture(index), to: "in/\(index).png")
        }
        try directory.write(testPicture(0), to: "in/copy.png")
        try await store.ingest([directory.path("in")])
        try directory.write(testPicture(9, as: .jpeg), to: "in/1.png")
        try await store.ingest([directory.path("in")])
        try await store.opened { try await $0.deleted(["default/2.png"]) }
        return store
    }

    /// What the verb starts from, so that it has something to read.
    private func prepare(_ verb: Verb, _ store: TestStore) async throws {
        switch verb {
        case .thumbnails: try store.lose("renditions")
        case .restore:
            try await store.backUp(to: directory.path("kept"))
            try FileManager.default.removeItem(atPath: store.path)
            try FileManager.default.moveItem(
                atPath: directory.path("kept"), toPath: store.path)
        case .repair, .rebuild, .backup, .copy, .fetch, .export: break
        }
    }

    /// - Returns: what it named as failed.
    private func perform(
        _ verb: Verb, _ store: TestStore, _ disk: Disk, _ target: String, _ server: FaultServer
    ) async throws -> [String] {
        let failures = Mutex<[String]>([])
        @Sendable func note(_ file: String, _ reason: String) {
            failures.withLock { $0.append(file + ": " + reason) }
        }
        func options(_ options: inout Library.Options) {
            options.disk = disk
            options.jobs = 1
        }
        switch verb {
        case .repair:
            try await store.opened(options) { library in
                var request = VerifyRequest()
                request.repair = .apply
                _ = try await library.verify(request) { event in
                    if case .defect(let defect) = event { note(defect.path, defect.reason) }
                }
            }
        case .rebuild:
            for failure in try await store.rebuildCatalog({ request in
                request.disk = disk
                request.jobs = 1
            }).problems { note(failure.file, failure.reason) }
        case .thumbnails:
            for failure in try await store.thumbnails(options: options, change: { _ in }).failures {
                note(failure.file, failure.reason)
            }
        case .backup:
            for failure in try await store.backUp(to: target, disk: disk).failures {
                note(failure.file, failure.reason)
            }
        case .restore:
            let restored = TestStore(at: target)
            for failure in try await restored.restored(from: store.path, disk: disk).failures {
                note(failure.file, failure.reason)
            }
        case .copy:
            try await store.opened(options) { library in
                let other = try TestStore(at: target).open(options)
                defer { other.close() }
                _ = try await library.copy(to: other, CopyRequest(.filter(.init()))) { event in
                    guard case .item(let item) = event, let failure = item.failure else { return }
                    note(failure.file, failure.reason)
                }
            }
        case .fetch:
            try await store.opened(options) { library in
                let uris = (20..<22).map { server.url("good", $0) }
                for failure in try await library.fetched(uris).failures {
                    note(failure.file, failure.reason)
                }
            }
        case .export:
            try await store.opened(options) { library in
                try await library.export(
                    to: FilePath(target), AssetFilter(), overwriting: false, stop: StopSignal()
                ) { item in
                    guard case .failed(let failure) = item.outcome else { return }
                    note(failure.file, failure.reason)
                }
            }
        }
        return failures.withLock { $0 }
    }

    /// What a verb leaves behind, without what differs from run to run.
    private struct Outcome: Equatable {
        var files: [String: Digest] = [:]
        var rows: CatalogDump?

        init(_ verb: Verb, _ store: TestStore, _ target: String) throws {
            let isElsewhere = [.backup, .restore, .copy, .export].contains(verb)
            let root = isElsewhere ? target : store.path
            for name in TestSupport.files(below: root) {
                let part = String(name.prefix { $0 != "/" })
                guard verb == .export || ["objects", "renditions"].contains(part) else { continue }
                files[name] = try bytes(of: root + "/" + name).withUnsafeBytes { Digest.of($0) }
            }
            if ![.copy, .fetch, .export].contains(verb) {
                rows = try CatalogDump(TestStore(at: root))
            }
        }
    }

    @Test(
        "whichever read it is, nothing is lost, and the verb does the same or names the file",
        arguments: Verb.allCases)
    func sweep(_ verb: Verb) async throws {
        let server = try FaultServer { testPicture($0) }
        let base = try await makeStore()
        try await prepare(verb, base)
        func copy(_ name: String) throws -> TestStore {
            let store = TestStore(at: directory.path(name))
            try FileManager.default.copyItem(atPath: base.path, toPath: store.path)
            return store
        }
        let whole = try copy("whole")
        let counting = FaultyBytes(below: directory.path, .none)
        let named = try await perform(
            verb, whole, counting.disk, directory.path("whole-target"), server)
        #expect(named.isEmpty)
        let expected = try Outcome(verb, whole, directory.path("whole-target"))
        let reads = counting.reads
        #expect(!reads.isEmpty)
        for index in Sweep.moments(reads.map(FaultyBytes.part), oneOf: 16) {
            let store = try copy("store-\(index)")
            let target = directory.path("target-\(index)")
            let fault = FaultyBytes(below: directory.path, .wrongBit(at: index + 1))
            var named: [String]
            do {
                named = try await perform(verb, store, fault.disk, target, server)
            } catch {
                named = [describe(error)]
            }
            let context: Comment = "read \(index + 1), of \(reads[index]): \(named)"
            if named.isEmpty {
                #expect(try Outcome(verb, store, target) == expected, context)
                continue
            }
            // A staged file is named by the path that it was to get.
            let isStaged = FaultyBytes.part(reads[index]) == "staging"
            let name = reads[index].split(separator: "/").last ?? ""
            #expect(
                isStaged || named.contains { $0.contains(name) || $0.contains(".png") }, context)
            let again = try await perform(verb, store, Disk(), target, server)
            #expect(again.isEmpty, context)
            #expect(try Outcome(verb, store, target) == expected, context)
        }
    }
}
