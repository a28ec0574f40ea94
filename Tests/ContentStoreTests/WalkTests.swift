import ContentStore
import Foundation
import TestSupport
import Testing
import Values

@Suite("Walking directories") struct WalkTests {
    private func walk(
        _ roots: [FileWalk.Root], store: StoreDirectory? = nil, excluding: String? = nil
    ) throws -> (files: [String], skips: [FileWalk.Skip: Int], failures: [String]) {
        let pattern = excluding.map { NamePattern($0) }
        let walk = try FileWalk(roots: roots, disk: Disk(), store: store) { relative, _ in
            pattern?.matches(relative) ?? false
        }
        var files: [String] = []
        var skips: [FileWalk.Skip: Int] = [:]
        var failures: [String] = []
        while let found = walk.next() {
            switch found {
            case .file(_, let relative): files.append(EscapedName.text(relative))
            case .skipped(_, let skip): skips[skip, default: 0] += 1
            case .failed(let path, _): failures.append(path.text)
            }
        }
        return (files, skips, failures)
    }

    @Test("files are walked in the order of their names, a directory at a time")
    func order() throws {
        let directory = TemporaryDirectory()
        for name in ["b.png", "a/2.png", "a/1.png", "Z.png", "c/x/y.png"] {
            try directory.write([1], to: name)
        }
        let found = try walk([.init(directory.file("."))])
        #expect(found.files == ["Z.png", "a/1.png", "a/2.png", "b.png", "c/x/y.png"])
    }

    @Test("hidden files, sockets and dangling links are skipped and counted")
    func skips() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "seen.png")
        try directory.write([1], to: ".hidden.png")
        try directory.write([1], to: ".git/inside.png")
        #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("nowhere"), withDestinationPath: "gone")
        let found = try walk([.init(FilePath(directory.path))])
        #expect(found.files == ["seen.png"])
        #expect(found.skips == [.hidden: 2, .notRegular: 2])
    }

    @Test("links are followed, and loops of them end")
    func loops() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "a/x.png")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("a/up"), withDestinationPath: "..")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("self"), withDestinationPath: "self")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("y.png"), withDestinationPath: "a/x.png")
        let found = try walk([.init(FilePath(directory.path))])
        #expect(found.files == ["a/x.png", "y.png"])
        #expect(found.skips == [.seenBefore: 1, .notRegular: 1])
        #expect(found.failures.isEmpty)
    }

    @Test("the store is never walked, by whatever way")
    func ownStore() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "a.png")
        let store = try StoreDirectory.open(
            directory.file("store"), creatingWith: Array("{}".utf8))
        try directory.write([1], to: "store/objects/b")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("way"), withDestinationPath: "store/objects")
        let found = try walk([.init(FilePath(directory.path))], store: store)
        #expect(found.files == ["a.png"])
        #expect(found.skips == [.theStoreItself: 2])
        for inside in ["store", "store/objects", "store/objects/b", "way"] {
            let found = try walk([.init(directory.file(inside))], store: store)
            #expect(found.files.isEmpty)
            #expect(found.skips == [.theStoreItself: 1])
        }
    }

    @Test("other stores and backups are not walked either, below a root, behind a link, or as one")
    func otherStores() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "in/a.png")
        try directory.makeDirectory("in/deep")
        for name in ["in/deep/other", "elsewhere"] {
            _ = try StoreDirectory.open(directory.file(name), creatingWith: Array("{}".utf8))
            try directory.write([1], to: name + "/objects/b")
        }
        // A backup that is being made has no configuration yet.
        try directory.write([1], to: "in/backup/catalog.sqlite")
        try directory.write([1], to: "in/backup/objects/b")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("in/way"), withDestinationPath: "../elsewhere")
        let found = try walk([.init(directory.file("in"))])
        #expect(found.files == ["a.png"])
        #expect(found.skips == [.anotherStore: 3])
        #expect(try walk([.init(directory.file("elsewhere"))]).skips == [.anotherStore: 1])
        // What people may call a directory is none yet.
        try directory.write([1], to: "plain/objects/b.png")
        #expect(try walk([.init(directory.file("plain"))]).files == ["objects/b.png"])
    }

    @Test("a root that is not there is a failure, and the others go on")
    func missingRoot() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "a.png")
        let found = try walk([.init(directory.file("gone")), .init(directory.file("a.png"))])
        #expect(found.files == ["a.png"])
        #expect(found.failures == [directory.path("gone")])
    }

    @Test("listed files keep their whole path, without what leads out of it")
    func listed() throws {
        let directory = TemporaryDirectory()
        let path = try directory.write([1], to: "deep/er/a.png")
        let file = FilePath(path)
        #expect(
            try walk([.init(file, listedAs: FilePath("./deep/er/a.png"))]).files == [
                "deep/er/a.png"
            ])
        #expect(try walk([.init(file, listedAs: FilePath("../er/a.png"))]).files == ["er/a.png"])
        #expect(try walk([.init(file, listedAs: file)]).files == [String(path.dropFirst())])
    }

    @Test("patterns look at the name, or with a slash at the whole path")
    func patterns() throws {
        let directory = TemporaryDirectory()
        for name in ["a.png", "a.jpg", "b/a.png", "b/c/a.png"] {
            try directory.write([1], to: name)
        }
        let root = [FileWalk.Root(FilePath(directory.path))]
        #expect(try walk(root, excluding: "*.png").files == ["a.jpg"])
        #expect(try walk(root, excluding: "b/*.png").files == ["a.jpg", "a.png"])
        #expect(try walk(root, excluding: "c").files == ["a.jpg", "a.png", "b/a.png"])
    }
}
