import ContentStore
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Publishing many") struct PublishTests {
    private func stage(_ text: String, _ staging: StagingArea) throws -> StagedObject {
        let bytes = Array(text.utf8)
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        let path = try staging.stage(bytes, count: bytes.count)
        return StagedObject(original: digest, size: UInt64(bytes.count), path: path)
    }

    private func store(_ directory: TemporaryDirectory, _ disk: Disk = Disk()) throws
        -> StoreDirectory
    {
        try StoreDirectory.open(
            directory.file("store"), disk: disk, creatingWith: Array("{}".utf8))
    }

    @Test("directories that were made ahead and removed since are made again")
    func room() throws {
        let directory = TemporaryDirectory()
        let store = try store(directory)
        let staging = try StagingArea(in: store, name: "one")
        let blob = try stage("hello", staging)
        let thumbnail = try stage("small", staging)
        try store.objects.prepare([
            blob.key, .rendition(blob.digest, recipe: "thumb-1", fileExtension: "jpg"),
        ])
        let places = [
            store.layout.object(blob.digest).parent,
            store.layout.rendition(recipe: "thumb-1", blob.digest, fileExtension: "jpg").parent,
        ]
        for place in places {
            #expect(FileManager.default.fileExists(atPath: place.text))
            try FileManager.default.removeItem(atPath: place.parent.text)
        }
        try store.objects.publish(
            [
                blob,
                StagedObject(
                    renditionOf: blob.digest, recipe: "thumb-1", fileExtension: "jpg",
                    size: thumbnail.size, path: thumbnail.path),
            ], from: staging)
        #expect(try bytes(of: store.layout.object(blob.digest).text) == Array("hello".utf8))
        #expect(files(below: directory.path("store/renditions")).count == 1)
        #expect(files(below: directory.path("store/staging")) == ["one.lock"])
    }

    @Test("directories made ahead do not count as durable")
    func ahead() throws {
        let directory = TemporaryDirectory()
        let synced = Mutex<Set<FilePath>>([])
        let disk = Disk { call, path in
            if call == .fsync { synced.withLock { _ = $0.insert(path) } }
        }
        let store = try store(directory, disk)
        let staging = try StagingArea(in: store, name: "one")
        let blob = try stage("hello", staging)
        try store.objects.prepare([blob.key])
        let place = store.layout.object(blob.digest).parent
        // Nothing but the making of the store itself has been synced so far.
        #expect(synced.withLock { !$0.contains(store.layout.objects) })
        try staging.store.objects.publish([blob], from: staging)
        let expected: Set<FilePath> = [place, place.parent, store.layout.objects]
        #expect(synced.withLock { expected.isSubset(of: $0) })
    }

    @Test("a large file is handed to the disk at once; where that fails it is not staged")
    func early() throws {
        let directory = TemporaryDirectory()
        let handed = Mutex<[FilePath]>([])
        let disk = Disk { call, path throws(DiskError) in
            guard call == .writeback else { return }
            let isSecond = handed.withLock { handed in
                handed.append(path)
                return handed.count == 2
            }
            if isSecond { throw DiskError(.writeback, path, EIO) }
        }
        let staging = try StagingArea(in: try store(directory, disk), name: "one")
        let large = [UInt8](repeating: 7, count: 300_000)
        let path = try staging.stage(large, count: large.count)
        _ = try staging.stage(large, count: 1000)
        #expect(handed.withLock { $0 } == [path])
        #expect(throws: DiskError.self) { try staging.stage(large, count: large.count) }
        #expect(files(below: directory.path("store/staging")).count == 3, "two files and the lock")
    }

    /// Enough directories that several are synced at once.
    private static let directories = 40

    private func link(
        _ staging: StagingArea, to blob: StagedObject
    ) throws -> (ChangedDirectories, [FilePath]) {
        var changed = ChangedDirectories()
        let paths = try (0..<PublishTests.directories).map { index in
            let path = try BucketPath(
                bucket: Array("b".utf8), path: Array("\(index)/x.png".utf8), limits: NameLimits())
            try staging.store.tree.link(path, to: blob.digest, from: staging, &changed)
            return staging.store.layout.link(path).parent
        }
        return (changed, paths)
    }

    @Test("of many changed directories each is synced, once")
    func each() throws {
        let directory = TemporaryDirectory()
        let synced = Mutex<[FilePath]>([])
        let disk = Disk { call, path in
            if call == .fsync { synced.withLock { $0.append(path) } }
        }
        let staging = try StagingArea(in: try store(directory, disk), name: "one")
        let blob = try stage("hello", staging)
        try staging.store.objects.publish([blob], from: staging)
        let (changed, paths) = try link(staging, to: blob)
        synced.withLock { $0 = [] }
        try staging.syncEach(changed)
        let layout = staging.store.layout
        let expected = paths + [layout.buckets.appending("b"), layout.buckets, layout.root]
        #expect(synced.withLock { $0.map(\.text).sorted() } == expected.map(\.text).sorted())
    }

    @Test(
        "of many changed directories one that cannot be synced fails them all", arguments: [1, 39])
    func failing(_ failing: Int) throws {
        let directory = TemporaryDirectory()
        let disk = Disk { call, path throws(DiskError) in
            if call == .fsync, path.text.hasSuffix("/buckets/b/\(failing)") {
                throw DiskError(.fsync, path, EIO)
            }
        }
        let staging = try StagingArea(in: try store(directory, disk), name: "one")
        let blob = try stage("hello", staging)
        try staging.store.objects.publish([blob], from: staging)
        let (changed, paths) = try link(staging, to: blob)
        #expect(throws: DiskError(.fsync, paths[failing], EIO)) {
            try staging.syncEach(changed)
        }
    }
}
