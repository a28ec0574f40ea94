import ContentStore
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Looking at many files") struct PresenceProbeTests {
    let directory = TemporaryDirectory()

    @Test("a directory of many long names is listed in byte order, each name once")
    func manyNames() throws {
        // More than a block of names, with a beginning that all share, ends that some do, and
        // names that are the beginning of others.
        let shared = String(repeating: "generated-picture-", count: 10)
        var names: Set<String> = [shared, shared + "0", shared + "00"]
        for index in 0..<1_500 {
            names.insert(shared + String(index * 7919 % 1000) + "-" + String(index) + ".png")
        }
        for name in names { try directory.write([], to: "in/" + name) }
        let expected = names.map { Array($0.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let listing = try Disk().list(directory.file("in"))
        #expect((0..<listing.count).map { Array(listing.name($0)) } == expected)
        for limit in [1, 7, 100_000] {
            let walk = try FileWalk(
                roots: [.init(directory.file("in"))], disk: Disk(), store: nil, isExcluded: nil)
            var found: [[UInt8]] = []
            while let stretch = walk.nextStretch(limit) {
                guard case .files(let files) = stretch else {
                    Issue.record("\(stretch)")
                    break
                }
                #expect(files.count <= limit)
                found += (0..<files.count).map { files.relative($0) }
            }
            #expect(found == expected)
        }
    }

    @Test("stretches of any length hold what single steps find, and the same of each file")
    func stretches() throws {
        for name in ["b.png", "a/2.png", "a/1.png", "a-b/x.png", "a.b", "Z.png", "c/x/y.png"] {
            try directory.write(Array(name.utf8), to: "in/" + name)
        }
        try directory.write([], to: "in/.hidden")
        try directory.write([], to: "in/b.txt")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("in/link.png"), withDestinationPath: "b.png")
        let pattern = NamePattern("*.txt")
        func walk() throws -> FileWalk {
            try FileWalk(roots: [.init(directory.file("in"))], disk: Disk(), store: nil) {
                relative, _ in pattern.matches(relative)
            }
        }
        func word(_ found: FileWalk.Found) -> String {
            switch found {
            case .file(let path, let relative): path.text + " " + EscapedName.text(relative)
            case .skipped(let path, let skip): path.text + " \(skip)"
            case .failed(let path, let error): path.text + " \(error)"
            }
        }
        var single: [String] = []
        let steps = try walk()
        while let found = steps.next() { single.append(word(found)) }
        #expect(single.count == 10)
        for limit in [1, 2, 100] {
            var together: [String] = []
            let walk = try walk()
            while let stretch = walk.nextStretch(limit) {
                switch stretch {
                case .single(let found): together.append(word(found))
                case .files(let files):
                    var look = try FoundFacts(files.directory, Disk())
                    for index in 0..<files.count {
                        let path = files.path(index)
                        together.append(word(.file(path, relative: files.relative(index))))
                        #expect(try look.facts(of: files, index) == Disk().stat(path))
                    }
                }
            }
            #expect(together == single)
        }
    }

    @Test("a missing file is no error; a missing directory is reported as missing")
    func gone() throws {
        try directory.write([1], to: "in/a.png")
        let walk = try FileWalk(
            roots: [.init(directory.file("in"))], disk: Disk(), store: nil, isExcluded: nil)
        guard case .files(let files)? = walk.nextStretch(10) else {
            Issue.record("no files")
            return
        }
        try FileManager.default.removeItem(atPath: directory.path("in/a.png"))
        var look = try FoundFacts(files.directory, Disk())
        #expect(try look.facts(of: files, 0) == nil)
        try FileManager.default.removeItem(atPath: directory.path("in"))
        #expect {
            try FoundFacts(files.directory, Disk())
        } throws: { error in
            (error as? DiskError)?.isNotFound == true
        }
    }

    @Test("a link shows its object only as the store itself would have made it")
    func probe() throws {
        let store = try StoreDirectory.open(
            directory.file("store"), creatingWith: Array("{}".utf8))
        let digest = Digest(bytes: (0..<32).map { UInt8($0 * 7 + 3) })
        let other = Digest(bytes: (0..<32).map { UInt8($0) })
        let object = store.layout.object(digest)
        let paths = try ["a.png", "deep/er/b.png", String(repeating: "x/", count: 500) + "c"].map {
            try BucketPath(bucket: Array("b".utf8), path: Array($0.utf8), limits: NameLimits())
        }
        func shows(_ path: BucketPath) throws -> Bool {
            var probe = try PresenceProbe(store, bucket: path.bucket)
            return try probe.size(of: digest, shownAt: path.path) != nil
        }
        func show(_ path: BucketPath, _ text: String) throws {
            let place = store.layout.link(path)
            try FileManager.default.createDirectory(
                atPath: place.parent.text, withIntermediateDirectories: true)
            try? FileManager.default.removeItem(atPath: place.text)
            try FileManager.default.createSymbolicLink(
                atPath: place.text, withDestinationPath: text)
        }
        for path in paths {
            let right = store.layout.linkText(path, digest).text
            #expect(try !shows(path), "nothing is there")
            try directory.write([1], to: String(object.text.dropFirst(directory.path.count + 1)))
            #expect(try !shows(path), "the object alone is there")
            try show(path, right)
            #expect(try shows(path))
            for wrong in [
                store.layout.linkText(path, other).text, right + "0", String(right.dropLast()),
                "../" + right, object.text,
            ] {
                try show(path, wrong)
                #expect(try !shows(path), "\(wrong)")
            }
            try? FileManager.default.removeItem(atPath: store.layout.link(path).text)
            try Data([1]).write(to: URL(fileURLWithPath: store.layout.link(path).text))
            #expect(try !shows(path), "a file took the link's place")
            try show(path, right)
            try FileManager.default.removeItem(atPath: object.text)
            #expect(try !shows(path), "the object is gone")
        }
    }

    @Test("every look passes through the hook, with the whole path")
    func hook() throws {
        try directory.write([1], to: "in/a.png")
        let seen = Mutex<[String]>([])
        let disk = Disk { call, path throws(DiskError) in
            let path = path.text
            seen.withLock { $0.append("\(call) \(path)") }
            if call == .stat, path.hasSuffix("a.png") {
                throw DiskError(.stat, FilePath(path), EIO)
            }
        }
        let walk = try FileWalk(
            roots: [.init(directory.file("in"))], disk: Disk(), store: nil, isExcluded: nil)
        guard case .files(let files)? = walk.nextStretch(10) else {
            Issue.record("no files")
            return
        }
        var look = try FoundFacts(files.directory, disk)
        #expect(throws: DiskError(.stat, directory.file("in/a.png"), EIO)) {
            try look.facts(of: files, 0)
        }
        #expect(
            seen.withLock { $0 } == [
                "open \(directory.path("in"))", "stat \(directory.path("in/a.png"))",
            ])
    }
}
