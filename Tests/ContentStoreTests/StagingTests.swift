import ContentStore
import Foundation
import TestSupport
import Testing
import Values

@Suite("Staging and publishing") struct StagingTests {
    private func makeStore(_ directory: TemporaryDirectory) throws -> StoreDirectory {
        try StoreDirectory.open(directory.file("store"), creatingWith: Array("{}".utf8))
    }

    private func stage(_ text: String, _ staging: StagingArea) throws -> StagedObject {
        let bytes = Array(text.utf8)
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        let path = try staging.stage(bytes, count: bytes.count)
        return StagedObject(original: digest, size: UInt64(bytes.count), path: path)
    }

    @Test("a published object is read-only, whole and named by its digest")
    func publish() throws {
        let directory = TemporaryDirectory()
        let store = try makeStore(directory)
        let staging = try StagingArea(in: store, name: "one")
        let blob = try stage("hello", staging)
        try staging.sync([blob])
        try staging.store.objects.publish([blob], from: staging)
        let path = store.layout.object(blob.digest).text
        #expect(try bytes(of: path) == Array("hello".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o444)
        staging.close()
        #expect(files(below: directory.path("store/staging")).isEmpty)
    }

    @Test("an object that is there already is kept, not replaced")
    func keep() throws {
        let directory = TemporaryDirectory()
        let store = try makeStore(directory)
        let staging = try StagingArea(in: store, name: "one")
        let first = try stage("same", staging)
        try staging.store.objects.publish([first], from: staging)
        let path = store.layout.object(first.digest)
        let before = try #require(try Disk().stat(path)).identity
        try staging.store.objects.publish([try stage("same", staging)], from: staging)
        #expect(try Disk().stat(path)?.identity == before)
    }

    @Test("an object of the wrong size goes to quarantine and the good bytes take its place")
    func quarantine() throws {
        let directory = TemporaryDirectory()
        let store = try makeStore(directory)
        let staging = try StagingArea(in: store, name: "one")
        let blob = try stage("whole", staging)
        let path = store.layout.object(blob.digest)
        try directory.write(
            Array("wh".utf8), to: String(path.text.dropFirst(directory.path.count + 1)))
        try staging.store.objects.publish([blob], from: staging)
        #expect(try bytes(of: path.text) == Array("whole".utf8))
        let moved = files(below: directory.path("store/quarantine"))
        #expect(moved.count == 2)
        #expect(moved.contains { $0.hasSuffix(".json") })
    }

    @Test("leftovers of a dead process are swept, files of a live one are not")
    func sweep() throws {
        let directory = TemporaryDirectory()
        let store = try makeStore(directory)
        try directory.write([1, 2], to: "store/staging/dead/1")
        try directory.write([], to: "store/staging/dead.lock")
        try directory.write([3], to: "store/staging/orphan/1")
        let living = try StagingArea(in: store, name: "living")
        let kept = try stage("kept", living)
        #expect(files(below: directory.path("store/staging")) == ["living.lock", "living/1"])
        let other = try StagingArea(in: store, name: "other")
        #expect(FileManager.default.fileExists(atPath: kept.path.text))
        #expect(try StagingArea.isAlive("living", in: store))
        #expect(try !StagingArea.isAlive("dead", in: store))
        other.close()
        living.close()
    }

    @Test("a link is replaced as a whole; a folder or a stranger's file in its place is not")
    func links() throws {
        let directory = TemporaryDirectory()
        let store = try makeStore(directory)
        let staging = try StagingArea(in: store, name: "one")
        let (first, second) = (try stage("first", staging), try stage("second", staging))
        try staging.store.objects.publish([first, second], from: staging)
        let path = try BucketPath(
            bucket: Array("b".utf8), path: Array("x/y.png".utf8), limits: NameLimits())
        var changed = ChangedDirectories()
        try staging.store.tree.link(path, to: first.digest, from: staging, &changed)
        let link = directory.path("store/buckets/b/x/y.png")
        #expect(try bytes(of: link) == Array("first".utf8))
        try staging.store.tree.link(path, to: second.digest, from: staging, &changed)
        #expect(try bytes(of: link) == Array("second".utf8))

        let below = try BucketPath(
            bucket: Array("b".utf8), path: Array("x/y.png/z".utf8), limits: NameLimits())
        #expect(throws: StoreError.occupied(store.layout.link(path))) {
            try staging.store.tree.link(below, to: first.digest, from: staging, &changed)
        }
        let folder = try BucketPath(
            bucket: Array("b".utf8), path: Array("x".utf8), limits: NameLimits())
        #expect(throws: StoreError.linkBlocked(store.layout.link(folder))) {
            try staging.store.tree.link(folder, to: first.digest, from: staging, &changed)
        }
        #expect(try bytes(of: link) == Array("second".utf8))
    }

    @Test("a directory with other things in it does not become a store")
    func notEmpty() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "store/holiday.jpg")
        #expect(throws: StoreError.notEmpty(directory.file("store"), found: "holiday.jpg")) {
            try makeStore(directory)
        }
        #expect(files(below: directory.path("store")) == ["holiday.jpg"])
    }

    @Test("a README and hidden files do not keep a directory from becoming a store")
    func readme() throws {
        let directory = TemporaryDirectory()
        try directory.write([1], to: "store/README.md")
        try directory.write([1], to: "store/.gitignore")
        _ = try makeStore(directory)
    }

    @Test("an exclusive lock keeps others out until it is released")
    func locks() throws {
        let directory = TemporaryDirectory()
        let shared = try makeStore(directory)
        _ = try StoreDirectory.open(directory.file("store"))
        let lock = try Disk().open(directory.file("store/lock"), .lock)
        let isTaken = try Disk().lock(lock, exclusive: true, waiting: false)
        withExtendedLifetime(shared) { #expect(!isTaken) }
    }
}
