import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

@Suite("Recipes that change") struct ChangedRecipeTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func fill() async throws {
        for index in 0..<3 {
            try directory.write(
                testPicture(index, width: 300, height: 200), to: "in/\(index).png")
        }
        try await store.ingest([directory.path("in")])
    }

    private func widths(_ name: String) throws -> [Int] {
        try store.recorded("default/" + name).map(\.record.width).sorted()
    }

    @Test(
        "the old renditions stay until the new ones are there, and are left to gc then",
        arguments: [ThumbnailRequest.Selection.missing, .stale])
    func changed(_ selection: ThumbnailRequest.Selection) async throws {
        try await fill()
        let old = try store.renditions()
        try store.reconfigure("256x256", to: "100x100")
        #expect(try widths("0.png") == [256])
        let run = try await store.thumbnails { $0.selection = selection }
        #expect(run.made == 3)
        #expect(try widths("0.png") == [100, 256])
        #expect(try store.renditions().count == 6)
        #expect(try store.renditions().filter { old[$0.key] != nil } == old)
        let again = try await store.thumbnails { $0.selection = selection }
        #expect(again.made == 0)
        #expect(again.summary.counts.unchanged == 3)
    }

    @Test("an added recipe is made for existing pictures, and makes nothing outdated")
    func added() async throws {
        try await fill()
        try store.reconfigure(
            "\"recipes\" : [",
            to: """
                "recipes" : [ { "name": "icon", "box": "32x32", "format": "webp", "quality": 75,
                "when": "ingest" },
                """)
        #expect(try await store.thumbnails { $0.selection = .stale }.made == 0)
        #expect(try await store.thumbnails().made == 3)
        #expect(try widths("2.png") == [32, 256])
    }

    @Test("renditions of an older encoder are stale")
    func encoder() async throws {
        try await fill()
        let current = try #require(store.recorded("default/0.png").first).record.recipeID
        let library = try store.open()
        for reference in ["default/0.png", "default/1.png"] {
            let record = try #require(library.details(reference).renditions.first).record
            try library.catalog.write { writer in
                try writer.insertRecipe(
                    id: "thumb-00000000", name: "thumb", definition: "encoder=0", at: 1)
                try writer.insert(
                    RenditionRecord(
                        digest: record.digest, recipeID: "thumb-00000000", format: record.format,
                        width: record.width, height: record.height, size: record.size,
                        contentDigest: record.contentDigest, createdAt: 1))
            }
        }
        _ = try library.catalog.write { try $0.forgetRenditions(recipeID: current, limit: .max) }
        library.close()
        try FileManager.default.moveItem(
            atPath: store.path + "/renditions/" + current,
            toPath: store.path + "/renditions/thumb-00000000")
        // The third has no older form: it is missing, not stale.
        let run = try await store.thumbnails { $0.selection = .stale }
        #expect(run.made == 2)
        #expect(run.items.allSatisfy { $0.outcome == .made([current]) })
        #expect(try await store.thumbnails().made == 1)
    }

    @Test("a recipe made on demand is renewed where a picture has one, and not made elsewhere")
    func demand() async throws {
        try await fill()
        let library = try store.open()
        _ = try await library.rendition(of: "default/1.png", recipe: "preview")
        library.close()
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        #expect(try await store.thumbnails().made == 4)
        try store.reconfigure("1024x1024", to: "280x280")
        let run = try await store.thumbnails()
        #expect(run.made == 1)
        #expect(try widths("1.png") == [256, 280, 300])
        #expect(try widths("0.png") == [256])
    }

    @Test("by its name, a recipe made on demand is made of every picture, and no other is")
    func named() async throws {
        try await fill()
        try FileManager.default.removeItem(atPath: store.path + "/renditions")
        #expect(try await store.thumbnails { $0.recipes = ["preview"] }.made == 3)
        #expect(Set(try store.renditions().keys.map { $0.prefix(8) }) == ["preview-"])
    }

    @Test("a recipe that does not exist is refused, and the ones that do are named")
    func unknown() async throws {
        try await fill()
        await #expect(
            throws: RequestError.unknownRecipe("nope", known: ["thumb", "preview"])
        ) {
            try await store.thumbnails { $0.recipes = ["thumb", "nope"] }
        }
    }

    // MARK: Pruning

    @Test("pruning moves renditions of recipes that are no more to the trash, and nothing else")
    func prune() async throws {
        try await fill()
        _ = try await store.thumbnails { $0.recipes = ["preview"] }
        try directory.write([1, 2, 3], to: "store/renditions/foreign-12345678/note")
        try store.reconfigure("256x256", to: "100x100")
        try await store.thumbnails()
        let before = try store.renditions()
        try store.reconfigure("\"preview\"", to: "\"poster\"")

        let planned = try await store.thumbnails {
            $0.prunes = true
            $0.isDryRun = true
        }
        #expect(planned.pruned.map(\.renditions) == [3])
        #expect(try store.renditions() == before)

        let run = try await store.thumbnails { $0.prunes = true }
        #expect(run.pruned == planned.pruned)
        let id = try #require(run.pruned.first).id
        #expect(id.hasPrefix("preview-"))
        #expect(try store.renditions() == before.filter { !$0.key.hasPrefix(id) })
        #expect(try widths("0.png") == [100, 256])
        // In the trash each has the path that it had, below the date and the run.
        let thrown = files(below: store.path + "/trash")
        #expect(thrown.count == 3)
        for name in thrown {
            let kept = name.split(separator: "/").dropFirst(2).joined(separator: "/")
            #expect(try bytes(of: store.path + "/trash/" + name) == before[kept])
        }
        let again = try await store.thumbnails { $0.prunes = true }
        #expect(again.pruned.isEmpty)
    }

    @Test("a recipe that was pruned and comes back is made anew")
    func pruneAndBack() async throws {
        try await fill()
        let whole = try store.renditions()
        try store.reconfigure("\"thumb\"", to: "\"other\"")
        try await store.thumbnails { $0.prunes = true }
        try store.reconfigure("\"other\"", to: "\"thumb\"")
        #expect(try await store.thumbnails().made == 3)
        #expect(try store.renditions().filter { $0.key.hasPrefix("thumb-") } == whole)
    }
}
