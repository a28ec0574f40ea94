import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Damaged objects") struct ObjectDamageTests {
    /// What happens to an object, and what it is called.
    enum Harm: String, CaseIterable {
        case flippedBit, truncated, lengthened, deleted, aFolderInItsPlace, aLinkInItsPlace

        var kind: DefectKind {
            switch self {
            case .flippedBit, .lengthened: .objectAltered
            case .truncated: .objectTruncated
            case .deleted, .aFolderInItsPlace, .aLinkInItsPlace: .objectMissing
            }
        }

        func inflict(on name: String, of store: VerifiedStore) throws {
            switch self {
            case .flippedBit: try store.flipBit(of: name)
            case .truncated: try store.truncate(name)
            case .lengthened: try store.write(try bytes(of: store.path(name)) + [0], to: name)
            case .deleted: try store.remove(name)
            case .aFolderInItsPlace:
                try store.remove(name)
                try store.write([1, 2, 3], to: name + "/inside")
            case .aLinkInItsPlace:
                try store.remove(name)
                try store.link("/nowhere", at: name)
            }
        }
    }

    @Test("an undamaged store has no defects, at any depth")
    func clean() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        for change: (inout VerifyRequest) -> Void in [
            { $0.depth = .quick }, { $0.depth = .full }, { $0.repair = .plan },
            { $0.repair = .apply },
        ] {
            let found = try await store.verify(change)
            #expect(found.named == [])
            #expect(found.steps.isEmpty)
        }
        #expect(try store.contents() == before)
    }

    @Test("is found, named, and restored from another store", arguments: Harm.allCases)
    func restored(_ harm: Harm) async throws {
        let store = try await VerifiedStore()
        let donor = store.directory.path("donor")
        try FileManager.default.copyItem(atPath: store.store.path, toPath: donor)
        let before = try store.contents()
        let object = VerifiedStore.object(2)
        try harm.inflict(on: object, of: store)

        let found = try await store.verify()
        let own = found.defects.filter { $0.kind == harm.kind && $0.path == object }
        #expect(own.count == 1, "\(found.named)")
        #expect(own.first?.bucketPath == "even/deep/er/2.png")
        #expect(own.first?.digest == VerifiedStore.digest(2))
        // A lost original is reported every time, also where only names and sizes are looked at.
        let quick = try await store.verify { $0.depth = .quick }
        #expect(quick.named.contains("\(harm.kind.rawValue) \(object)"), "\(quick.named)")

        let planned = try await store.verify {
            $0.repair = .plan
            $0.donors = [FilePath(donor)]
        }
        #expect(planned.steps.contains { $0.step.action == .restore && $0.step.path == object })
        #expect(planned.steps.allSatisfy { $0.outcome == .planned })
        #expect(try store.contents() != before, "a plan changes nothing")

        let repaired = try await store.repair(from: [donor])
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        try await store.expectEverything()
        #expect(try await store.verify().named == [])
        if harm == .flippedBit || harm == .truncated {
            #expect(try store.quarantined().count == 1, "the damaged bytes are kept")
        }
    }

    @Test("that nothing can restore is reported as lost every time, and keeps its thumbnail")
    func unhealable() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        try store.flipBit(of: VerifiedStore.object(3))
        let damaged = try store.contents()[VerifiedStore.object(3)]
        for _ in 0..<2 {
            let repaired = try await store.repair()
            #expect(repaired.remaining.map(\.defect.path) == [VerifiedStore.object(3)])
            #expect(repaired.remaining.first?.why?.contains("no copy of it was found") == true)
            #expect(repaired.summary.remaining == 1)
        }
        #expect(try store.quarantined() == [damaged])
        var expected = before
        expected[VerifiedStore.object(3)] = nil
        #expect(try store.contents() == expected, "everything else is untouched")
        let library = try store.store.open()
        defer { library.close() }
        let row = try library.catalog.read { try $0.blob(VerifiedStore.digest(3)) }
        #expect(row?.state == .missing)
    }

    @Test("two that were swapped restore each other")
    func swapped() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let (one, other) = (VerifiedStore.object(0), VerifiedStore.object(1))
        try store.move(one, to: "aside")
        try store.move(other, to: one)
        try store.move("aside", to: other)
        let found = try await store.verify()
        #expect(Set(found.defects.map(\.path)) == [one, other])
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0)
        #expect(try store.contents() == before)
        let notes = files(below: store.path("quarantine")).filter { $0.hasSuffix(".json") }
        let words = try notes.map {
            String(decoding: try bytes(of: store.path("quarantine/" + $0)), as: UTF8.self)
        }
        // Each note says whose bytes they really are.
        for seed in 0...1 {
            let digest = VerifiedStore.digest(seed).hex
            #expect(words.contains { $0.contains("\"digest\":\"\(digest)\"") })
        }
    }

    @Test("all of them, with their directory, come back from an export and from the files")
    func directoryRemoved() async throws {
        let store = try await VerifiedStore(keepsSources: true)
        let before = try store.contents()
        // Those of one bucket are exported, those of the other are where they were ingested from.
        let library = try store.store.open()
        var filter = AssetFilter()
        filter.bucket = "even"
        try await library.export(
            to: FilePath(store.directory.path("export")), filter, overwriting: false,
            stop: StopSignal(), report: { _ in })
        library.close()
        try FileManager.default.removeItem(atPath: store.directory.path("in/0"))
        try store.remove("objects")

        let found = try await store.verify()
        #expect(
            found.named
                == (0..<VerifiedStore.pictures).map { "object-missing " + VerifiedStore.object($0) }
                .sorted())
        let repaired = try await store.repair(from: [store.directory.path("export")])
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        #expect(try await store.verify().named == [])
    }

    @Test("a foreign file among them is moved aside, with a note; a misplaced object is moved back")
    func foreign() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let misplaced = "objects/sha256/00/" + VerifiedStore.digest(4).hex
        try store.write([1], to: "objects/sha256/note.txt")
        try store.write(testPicture(4), to: misplaced)
        try store.remove(VerifiedStore.object(4))
        try store.write([2], to: "objects/other/thing")
        let found = try await store.verify { $0.depth = .quick }
        #expect(
            found.named
                == [
                    "object-foreign objects/other", "object-foreign \(misplaced)",
                    "object-foreign objects/sha256/note.txt",
                    "object-missing \(VerifiedStore.object(4))",
                ].sorted())
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        #expect(files(below: store.path("quarantine")).contains { $0.hasPrefix("note.txt-") })
    }

    @Test("one without a row gets it when it is whole, and is moved aside when it is not")
    func withoutRow() async throws {
        let store = try await VerifiedStore()
        try store.write(testPicture(70), to: VerifiedStore.object(70))
        try store.write(Array("no picture".utf8), to: VerifiedStore.object(71))
        let found = try await store.verify { $0.depth = .quick }
        #expect(
            found.named
                == [70, 71].map { "object-without-row " + VerifiedStore.object($0) }.sorted())
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0)
        #expect(try await store.verify().named == [])
        let library = try store.store.open()
        defer { library.close() }
        let row = try library.catalog.read { try $0.blob(VerifiedStore.digest(70)) }
        #expect(row?.picture?.width == 48)
        #expect(!FileManager.default.fileExists(atPath: store.path(VerifiedStore.object(71))))
        #expect(try store.quarantined().count == 1)
        try await store.expectEverything()
    }

    @Test("one that is whole again is known to be present again, without a repair")
    func wholeAgain() async throws {
        let store = try await VerifiedStore()
        try store.move(VerifiedStore.object(5), to: "README-aside")
        #expect(try await store.verify().summary.defects == 1)
        try store.move("README-aside", to: VerifiedStore.object(5))
        #expect(try await store.verify().named == [])
        let library = try store.store.open()
        defer { library.close() }
        let row = try library.catalog.read { try $0.blob(VerifiedStore.digest(5)) }
        #expect(row?.state == .present)
    }
}
