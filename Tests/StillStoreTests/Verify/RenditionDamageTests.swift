import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("Damaged renditions") struct RenditionDamageTests {
    enum Harm: String, CaseIterable {
        case deleted, truncated, flippedBit, aFolderInItsPlace

        var kind: DefectKind { self == .deleted ? .renditionAbsent : .renditionAltered }
    }

    @Test("are found, named, and made again as they were", arguments: Harm.allCases)
    func madeAgain(_ harm: Harm) async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let rendition = store.rendition(1)
        switch harm {
        case .deleted: try store.remove(rendition)
        case .truncated: try store.truncate(rendition)
        case .flippedBit: try store.flipBit(of: rendition)
        case .aFolderInItsPlace:
            try store.remove(rendition)
            try store.write([1], to: rendition + "/inside")
        }
        let found = try await store.verify()
        #expect(found.named.contains("\(harm.kind.rawValue) \(rendition)"), "\(found.named)")
        #expect(found.defects.contains { $0.bucketPath == "odd/1.png" })
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        #expect(try await store.verify().named == [])
    }

    @Test("without a row go to the trash")
    func stray() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let rendition = store.rendition(1)
        try store.write([1], to: rendition + ".bak")
        try store.write([2], to: "renditions/gone-12345678/ab/cd/whatever.jpg")
        try store.write([3], to: "renditions/loose.txt")
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.defects.allSatisfy { $0.kind == .renditionStray })
        #expect(found.summary.defects == 3, "\(found.named)")
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        #expect(files(below: store.path("trash")).count == 3)
    }

    @Test("of a recipe that is gone lose their rows with their files")
    func ofOldRecipe() async throws {
        let store = try await VerifiedStore()
        let rendition = store.rendition(1)
        let place = store.path("stillstore.json")
        let text = String(decoding: try bytes(of: place), as: UTF8.self)
        let changed = text.replacingOccurrences(of: "256x256", with: "200x200")
        #expect(changed != text)
        try Data(changed.utf8).write(to: URL(fileURLWithPath: place))
        #expect(try await store.verify().named == [], "those of an old recipe are no defect")
        try store.remove(rendition)
        #expect(try await store.verify().named == ["rendition-absent \(rendition)"])
        #expect(try await store.repair().summary.remaining == 0)
        #expect(try await store.verify().named == [])
    }

    @Test("of a lost original are left unchanged, and that is reported")
    func ofLostOriginal() async throws {
        let store = try await VerifiedStore()
        try store.remove(VerifiedStore.object(1))
        let rendition = store.rendition(1)
        try store.flipBit(of: rendition)
        let damaged = try bytes(of: store.path(rendition))
        let repaired = try await store.repair()
        #expect(
            Set(repaired.remaining.map(\.defect.path)) == [rendition, VerifiedStore.object(1)])
        let why = repaired.remaining.first { $0.defect.path == rendition }?.why
        #expect(why == "its original is lost")
        #expect(try bytes(of: store.path(rendition)) == damaged)
    }
}
