import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Links, pipes and devices planted in a store") struct PlantedTests {
    /// Where, below the store; `…` is the object of the first picture, then its rendition.
    private static func places(in store: VerifiedStore) -> [String] {
        let object = VerifiedStore.object(0)
        let rendition = store.rendition(0)
        func above(_ path: String, _ levels: Int) -> String {
            path.split(separator: "/").dropLast(levels).joined(separator: "/")
        }
        return [
            object, above(object, 1), above(object, 2), rendition, above(rendition, 1),
            above(rendition, 2), above(rendition, 3), "buckets/even", "buckets/even/deep",
            "buckets/even/deep/er", "buckets/stray", "journal/stray.jsonl", "staging/stray",
            "staging/stray.lock", "staging/partial", "trash/20200101T000000Z-x",
        ]
    }

    /// Names without which a store is not opened.
    private static let needed = [
        "objects", "objects/sha256", "buckets", "renditions", "journal", "staging", "quarantine",
        "trash", "lock", "stillstore.json", "catalog.sqlite", "catalog.sqlite-wal",
        "catalog.sqlite-shm", "secret.key",
    ]

    /// What a link of the store would lead to: names and bytes as a store has them.
    private func makeOutside(of store: VerifiedStore) throws -> (path: String, names: [String]) {
        let outside = store.directory.path("outside")
        let object = VerifiedStore.object(0).split(separator: "/")
        for name in ["file.txt", "1", "deep/er/0.png", object.dropFirst(3).joined(separator: "/")] {
            try store.directory.write(testPicture(0), to: "outside/" + name)
        }
        return (outside, files(below: outside))
    }

    @Test(
        "nothing is followed, nothing hangs; verify names each and a repair moves it aside",
        arguments: Planted.available)
    func planted(_ kind: Planted) async throws {
        let model = try await VerifiedStore()
        let kinds = Planted.available
        let number = try #require(kinds.firstIndex(of: kind))
        for (index, place) in PlantedTests.places(in: model).enumerated() {
            // Of a sample every place is tried with one kind.
            guard Sweep.isDense || index % kinds.count == number else { continue }
            let store = try await VerifiedStore(keepsSources: true)
            let (outside, before) = try makeOutside(of: store)
            try kind.put(at: store.path(place), leadingTo: outside)
            let found = try await store.verify()
            #expect(found.defects.contains { $0.path == place }, "\(place): \(found.named)")
            try await use(store)
            let donor = store.directory.path("in")
            #expect(try await store.repair(from: [donor]).summary.remaining == 0, "\(place)")
            try await store.expectEverything("\(place)")
            #expect(try await store.verify().named == [], "\(place)")
            #expect(files(below: outside) == before, "\(place)")
            for name in before {
                #expect(try bytes(of: outside + "/" + name) == testPicture(0), "\(place)")
            }
        }
    }

    /// What moves, removes and writes most; that some of it cannot be done is not the matter here.
    private func use(_ store: VerifiedStore) async throws {
        let library = try store.store.open()
        defer { library.close() }
        var request = GCRequest(cutoff: .max)
        request.isDryRun = false
        _ = try? await library.gc(request) { _ in }
        try? await library.emptyTrash(before: .max, isDryRun: false) { _ in }
        _ = try? await library.rebuildTree { _ in }
        for seed in 0..<2 {
            try? library.read(VerifiedStore.digest(seed)) { _ in }
        }
    }

    @Test("a known file is read again where a link stands before its object")
    func glance() async throws {
        let store = try await VerifiedStore(keepsSources: true)
        let top = store.path("objects/sha256/") + VerifiedStore.digest(0).hex.prefix(2)
        let elsewhere = store.directory.path("elsewhere")
        try FileManager.default.moveItem(atPath: top, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: top, withDestinationPath: elsewhere)
        await #expect(throws: (any Error).self) {
            try await store.store.ingest([store.directory.path("in/0")]) {
                $0.placement.bucket = Array("even".utf8)
                $0.placement.prefix = Array("deep/er".utf8)
            }
        }
        #expect(files(below: elsewhere).count == 1)
    }

    @Test(
        "under a name that the store itself needs, it is named when the store is opened",
        arguments: Planted.available)
    func needed(_ kind: Planted) async throws {
        let store = try await VerifiedStore()
        let (outside, before) = try makeOutside(of: store)
        for name in PlantedTests.needed {
            let kept = store.directory.path("kept")
            let isThere = FileManager.default.fileExists(atPath: store.path(name))
            if isThere {
                try FileManager.default.moveItem(atPath: store.path(name), toPath: kept)
            }
            try kind.put(at: store.path(name), leadingTo: outside)
            let error = #expect(throws: StoreError.self, "\(name)") { try store.store.open() }
            #expect(error.map { describe($0).contains(store.path(name)) } == true, "\(name)")
            try FileManager.default.removeItem(atPath: store.path(name))
            if isThere {
                try FileManager.default.moveItem(atPath: kept, toPath: store.path(name))
            }
        }
        #expect(files(below: outside) == before)
        try await store.expectEverything()
    }

    @Test("the way to a store may be a link, and a mistyped source a pipe")
    func rootAndSources() async throws {
        let store = try await VerifiedStore()
        let link = store.directory.path("way")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: store.store.path)
        let other = TestStore(at: link)
        #expect(try other.assets().count == VerifiedStore.pictures)
        for kind in Planted.available where kind != .link {
            let source = store.directory.path("source-\(kind)")
            try kind.put(at: source, leadingTo: "")
            let (summary, _) = try await other.ingest([source])
            #expect(summary.counts.stored == 0)
            let found = try await store.repair(from: [source])
            #expect(found.defects == [])
        }
    }
}
