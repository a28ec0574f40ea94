import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A damaged tree") struct TreeDamageTests {
    enum Harm: String, CaseIterable {
        case deleted, dangling, showsAnother, aFileInItsPlace, aFolderInItsPlace

        var kind: DefectKind {
            switch self {
            case .deleted: .linkAbsent
            case .dangling: .linkDangling
            case .showsAnother, .aFileInItsPlace, .aFolderInItsPlace: .linkWrong
            }
        }
    }

    @Test(
        "a link that differs from its row is found, named, and made again",
        arguments: Harm.allCases)
    func links(_ harm: Harm) async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let link = VerifiedStore.link(2)
        let other = try FileManager.default.destinationOfSymbolicLink(
            atPath: store.path(VerifiedStore.link(4)))
        try store.remove(link)
        switch harm {
        case .deleted: break
        case .dangling: try store.link("../nothing", at: link)
        case .showsAnother: try store.link(other, at: link)
        case .aFileInItsPlace: try store.write([1, 2, 3], to: link)
        case .aFolderInItsPlace: try store.write([1, 2, 3], to: link + "/inside.txt")
        }
        let found = try await store.verify { $0.depth = .quick }
        #expect(found.named.contains("\(harm.kind.rawValue) \(link)"), "\(found.named)")
        #expect(found.defects.contains { $0.bucketPath == "even/deep/er/2.png" })
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        // What lay in the way is kept.
        #expect(files(below: store.path("quarantine")).isEmpty == (harm == .deleted))
    }

    @Test("what the catalogue does not know is moved aside, and nothing else")
    func foreign() async throws {
        let store = try await VerifiedStore()
        let before = try store.contents()
        let text = try FileManager.default.destinationOfSymbolicLink(
            atPath: store.path(VerifiedStore.link(1)))
        try store.link(text, at: "buckets/odd/unknown.png")
        try store.link("../nowhere", at: "buckets/odd/dangling.png")
        try store.write([7, 7], to: "buckets/even/deep/stray.txt")
        try store.write([8], to: "buckets/loose.txt")
        try store.write([9], to: "buckets/never/heard/of.txt")
        try store.link("nothing", at: "buckets/link")
        let found = try await store.verify { $0.depth = .quick }
        #expect(
            found.named == [
                "link-dangling buckets/link", "link-dangling buckets/odd/dangling.png",
                "link-foreign buckets/even/deep/stray.txt", "link-foreign buckets/loose.txt",
                "link-foreign buckets/never/heard/of.txt", "link-foreign buckets/odd/unknown.png",
            ])
        let repaired = try await store.repair()
        #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
        #expect(try store.contents() == before)
        #expect(repaired.summary.repaired == 6)
    }

    @Test("a directory of the tree that was removed comes back, all of it or a part")
    func directoryRemoved() async throws {
        for name in ["buckets", "buckets/even", "buckets/even/deep"] {
            let store = try await VerifiedStore()
            let before = try store.contents()
            try store.remove(name)
            let found = try await store.verify { $0.depth = .quick }
            #expect(found.defects.allSatisfy { $0.kind == .linkAbsent })
            #expect(found.defects.count == (name == "buckets" ? 6 : 3))
            #expect(try await store.repair().summary.remaining == 0)
            #expect(try store.contents() == before)
        }
    }

    @Test("a folder that became a link, or a file, is replaced by what was in it")
    func folderReplaced() async throws {
        for isLink in [true, false] {
            let store = try await VerifiedStore()
            let before = try store.contents()
            try store.move("buckets/even/deep", to: "README-aside")
            if isLink {
                try store.link("../../README-aside", at: "buckets/even/deep")
            } else {
                try store.write([1], to: "buckets/even/deep")
            }
            let found = try await store.verify { $0.depth = .quick }
            #expect(found.named.contains("link-foreign buckets/even/deep"), "\(found.named)")
            let repaired = try await store.repair()
            #expect(repaired.summary.remaining == 0, "\(repaired.remaining)")
            #expect(try store.contents() == before)
        }
    }

    @Test("names that sort otherwise on disk and in the catalogue are no defect")
    func order() async throws {
        let store = try await VerifiedStore()
        let names = [
            "a", "a.png", "a-b/x.png", "a/1.png", "a0.png", "%41.png", "100%.png", "ä.png",
            "z/z.png", "z!.png", "é.png", "e\u{301}.png",
        ]
        for (index, name) in names.enumerated() where name != "a" {
            try store.directory.write(testPicture(100 + index), to: "more/" + name)
        }
        // Bytes that are no UTF-8, in a folder and in a file.
        let odd = FilePath(bytes: Array("more/".utf8) + [0xFF, 0x21])
        let disk = Disk()
        let root = FilePath(store.directory.path("")).bytes
        try disk.mkdir(FilePath(bytes: root + odd.bytes))
        let bytes = testPicture(200)
        let file = try disk.open(
            FilePath(bytes: root + odd.bytes + Array("/".utf8) + [0xFE] + Array(".png".utf8)),
            .create(mode: 0o644))
        try disk.write(bytes, count: bytes.count, to: file)
        let (summary, _) = try await store.store.ingest([store.directory.path("more")])
        #expect(summary.counts.stored == names.count)
        #expect(try await store.verify { $0.depth = .quick }.named == [])
        // The comparison is not blind: one that is removed is seen.
        try store.remove("buckets/default/a-b/x.png")
        #expect(
            try await store.verify { $0.depth = .quick }.named
                == ["link-absent buckets/default/a-b/x.png"])
    }
}
