import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Renditions that are not stored") struct RenderTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    private func open() async throws -> Library {
        try directory.write(
            testPicture(1, width: 1400, height: 900, as: .jpeg), to: "in/a.jpg")
        try await store.ingest([directory.path("in")])
        return try store.open()
    }

    private func recipe(_ side: Int, _ format: Recipe.Format = .auto) -> Recipe {
        Recipe(name: "render", boxWidth: side, boxHeight: side, format: format, quality: 82)
    }

    @Test("the same parameters give the bytes that a stored rendition has", arguments: [256, 1024])
    func same(_ side: Int) async throws {
        let library = try await open()
        defer { library.close() }
        let stored = try await library.rendition(
            of: "default/a.jpg", recipe: side == 256 ? "thumb" : "preview")
        let rendered = try await library.render("default/a.jpg", recipe(side))
        #expect(try bytes(of: stored.path.text) == rendered.bytes)
        #expect(rendered.width == side)
    }

    @Test("nothing of it is kept in the store")
    func notStored() async throws {
        let library = try await open()
        defer { library.close() }
        let before = files(below: store.path)
        let rendered = try await library.render("default/a.jpg", recipe(50, .webp))
        #expect((rendered.width, rendered.height, rendered.format) == (50, 32, .webp))
        #expect(files(below: store.path) == before)
        #expect(try library.details("default/a.jpg").renditions.count == 1)
    }

    @Test("the file appears whole in place of what was there, with nothing beside it")
    func write() async throws {
        let library = try await open()
        defer { library.close() }
        try directory.write([1, 2, 3], to: "out/a.jpg")
        let rendered = try await library.render("default/a.jpg", recipe(50))
        try await library.write(rendered.bytes, to: directory.file("out/a.jpg"))
        #expect(try bytes(of: directory.path("out/a.jpg")) == rendered.bytes)
        #expect(files(below: directory.path("out")) == ["a.jpg"])
        await #expect(throws: RequestError.self) {
            try await library.write(rendered.bytes, to: directory.file("nowhere/a.jpg"))
        }
    }

    @Test("a link stays and its file is replaced; a pipe is written into")
    func notAFile() async throws {
        let library = try await open()
        defer { library.close() }
        try directory.write([1, 2, 3], to: "out/a.jpg")
        let (link, pipe) = (directory.path("link.jpg"), directory.path("pipe"))
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: directory.path("out/a.jpg"))
        try await library.write([4, 5], to: FilePath(link))
        #expect(try bytes(of: directory.path("out/a.jpg")) == [4, 5])
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: link)
                == directory.path("out/a.jpg"))

        try #require(mkfifo(pipe, 0o600) == 0)
        // Opened for both, which waits for nobody.
        let reader = try #require(FileHandle(forUpdatingAtPath: pipe))
        try await library.write([6, 7], to: FilePath(pipe))
        #expect(try reader.read(upToCount: 2) == Data([6, 7]))
        try reader.close()
    }

    @Test("a directory, and a link that leads nowhere, are refused in words")
    func notWritten() async throws {
        let library = try await open()
        defer { library.close() }
        try directory.write([1], to: "out/a.jpg")
        let link = directory.path("nowhere.jpg")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: directory.path("gone"))
        for target in [directory.path("out"), link] {
            await #expect(throws: RequestError.self) {
                try await library.write([4], to: FilePath(target))
            }
        }
        #expect(files(below: directory.path("out")) == ["a.jpg"])
        #expect(!FileManager.default.fileExists(atPath: directory.path("gone")))
    }

    @Test("a damaged or missing original is refused by name")
    func damaged() async throws {
        let library = try await open()
        defer { library.close() }
        let object = try store.object(of: "default/a.jpg")
        try tamper(object) { $0[$0.count - 40] ^= 1 }
        for word in ["damaged", "missing"] {
            let error = await #expect(throws: RequestError.self) {
                try await library.render("default/a.jpg", recipe(50))
            }
            #expect(error?.message.contains(object) == true)
            #expect(error?.message.contains(word) == true)
            try? FileManager.default.removeItem(atPath: object)
        }
    }

    @Test("a box is two numbers that every format can hold")
    func box() {
        #expect(PictureBox("640x480")?.width == 640)
        #expect(PictureBox("640x480")?.height == 480)
        #expect(PictureBox("16383x1") != nil)
        for text in ["", "x", "640", "0x1", "1x0", "-1x1", "16384x1", "1x2x3", "1X2", "a x b"] {
            #expect(PictureBox(text) == nil, "\(text)")
        }
    }
}
