import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("Where nothing can be written, or nothing more") struct UnwritablePlaceTests {
    let directory = TemporaryDirectory()
    let program = builtProgram("stillstore")
    private var media: String { directory.path("media") }
    private var store: TestStore { TestStore(at: media + "/store") }

    /// Every command that only reads, with where it may write.
    private func readingCommands(out: String) -> [[String]] {
        [
            ["list"], ["stats"], ["runs"], ["failures"], ["show", "default/0.png"],
            ["cat", "default/0.png"], ["rendition", "--recipe", "thumb", "default/0.png"],
            ["verify"], ["verify", "--quick"], ["verify", "--repair"],
            ["render", "default/0.png", "--box", "16x16", "-o", directory.path(out + ".png")],
            ["export", directory.path("export-" + out)],
            ["backup", directory.path("backup-" + out)],
            ["copy", "--to", directory.path("copy-" + out)],
            ["contact-sheet", directory.path(out + ".jpg")], ["gc"],
            ["gc", "--empty-trash"], ["delete", "--dry-run", "default/0.png"],
            ["thumbnails", "--dry-run"], ["ingest", "--dry-run", directory.path("in")],
        ]
    }

    private func run(_ arguments: [String], _ path: String? = nil) throws -> ProgramResult {
        try runProgram(program, arguments + ["--store", path ?? store.path])
    }

    /// Everything that is there, with sizes, times and links' texts.
    private func everything(below path: String) throws -> [String: String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let facts = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
                return (
                    name,
                    "\(facts[.size] ?? 0) \(facts[.modificationDate] ?? 0) \(facts[.type] ?? 0)"
                )
            })
    }

    private func fillStore(_ place: TestStore? = nil, pictures: Int = 3) async throws {
        for index in 0..<pictures {
            try directory.write(testPicture(index), to: "in/\(index).png")
        }
        try await (place ?? store).ingest([directory.path("in")])
    }

    @Test(
        "a store and a backup on read-only media answer all that only reads, and say what cannot be",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func readOnlyMedia() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 16_384)
        defer { disk.unmount() }
        try await fillStore()
        let backup = media + "/backup"
        #expect(try run(["backup", backup]).status == 0)
        try disk.makeReadOnly()
        let before = try everything(below: media)
        for (name, path) in [("store", store.path), ("backup", backup)] {
            try TestStore(at: directory.path("copy-" + name)).open().close()
            for command in readingCommands(out: name) {
                let result = try run(command, path)
                #expect(result.status == 0, "\(name) \(command): \(result.errors)")
            }
            #expect(try run(["cat", "default/1.png"], path).output.utf8.count > 0)
            let refused = [
                ["ingest", directory.path("in")], ["delete", "default/0.png"], ["gc", "--apply"],
                ["verify", "--repair", "--apply"], ["rebuild", "tree"], ["rebuild", "catalogue"],
                ["thumbnails"],
            ]
            for command in refused {
                let result = try run(command, path)
                #expect(result.status == 3, "\(name) \(command): \(result.output)")
                #expect(result.errors.contains(path), "\(command): \(result.errors)")
                #expect(result.errors.contains("writ"), "\(command): \(result.errors)")
            }
        }
        #expect(try everything(below: media) == before)
        #expect(
            try runProgram(
                program, ["restore", backup, "--store", directory.path("again")]
            ).status == 0)
        let copy = TestStore(at: directory.path("copy-store"))
        #expect(try copy.assets() == TestStore(at: directory.path("again")).assets())
        #expect(try bytes(of: directory.path("export-backup/default/2.png")) == testPicture(2))
    }

    @Test(
        "damage on read-only media is named each time, and nothing is written",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func damage() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 8192)
        defer { disk.unmount() }
        try await fillStore()
        let object = StoreLayout(root: FilePath(store.path)).object(
            testPicture(1).withUnsafeBytes { Digest.of($0) })
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: object.text)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: object.text))
        try disk.makeReadOnly()
        for _ in 0..<2 {
            let result = try run(["verify"])
            #expect(result.status == 1)
            #expect(result.output.contains("object-truncated"), "\(result.output)")
            #expect(result.output.contains("3 objects read"), "\(result.output)")
        }
    }

    @Test(
        "a log beside the catalogue is read, or reported",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func log() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 32_768)
        defer { disk.unmount() }
        // Elsewhere: what somebody has open for writing cannot be made read-only.
        let live = TestStore(at: directory.path("live"))
        try await fillStore(live)
        // As a snapshot of the file system catches a program at work.
        let open = try live.open()
        try directory.write(testPicture(9), to: "more/9.png")
        #expect(try run(["ingest", directory.path("more")], live.path).status == 0)
        let (snapshot, bare) = (media + "/snapshot", media + "/bare")
        for path in [snapshot, bare] {
            try FileManager.default.copyItem(atPath: live.path, toPath: path)
        }
        try FileManager.default.removeItem(atPath: bare + "/catalog.sqlite-shm")
        open.close()
        try disk.makeReadOnly()
        #expect(try run(["cat", "default/9.png"], snapshot).status == 0)
        #expect(try run(["verify"], snapshot).status == 0)
        let result = try run(["list"], bare)
        #expect(result.status == 3)
        #expect(result.errors.contains(bare + "/catalog.sqlite-wal"), "\(result.errors)")
        #expect(result.errors.contains("copy the store"), "\(result.errors)")
    }

    @Test(
        "a user with read access sees what the owner commits meanwhile",
        .enabled(if: Tmpfs.isAvailable, "being somebody else takes root"))
    func anotherUser() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 16_384)
        defer { disk.unmount() }
        try await fillStore()
        func asNobody(_ arguments: [String]) throws -> ProgramResult {
            try runProgram(
                "/usr/bin/setpriv",
                ["--reuid=65534", "--regid=65534", "--clear-groups", program] + arguments
                    + ["--store", store.path])
        }
        // Alone: no log is there, and none can be made.
        #expect(try asNobody(["verify"]).status == 0)
        let open = try store.open()
        defer { open.close() }
        try directory.write(testPicture(9), to: "more/9.png")
        #expect(try run(["ingest", directory.path("more")]).status == 0)
        let result = try asNobody(["cat", "default/9.png"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try asNobody(["ingest", directory.path("more")]).status == 3)
    }

    @Test(
        "a store that is read without a log, and written after all, is not believed",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func writtenMeanwhile() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 16_384)
        defer { disk.unmount() }
        try await fillStore()
        try disk.makeReadOnly()
        let reader = try store.open {
            $0.onlyReads = true
            $0.createsIfMissing = false
        }
        defer { reader.close() }
        #expect(try reader.buckets() == ["default"])
        try disk.resize(kilobytes: 16_384, writable: true)
        try directory.write(testPicture(9), to: "more/9.png")
        try await store.ingest([directory.path("more")])
        let error = #expect(throws: (any Error).self) { try reader.buckets() }
        #expect(error.map { describe($0).contains("run again") } == true)
    }

    @Test(
        "on a full disk all that only reads works, emptying the trash makes room, and the rest says so",
        .enabled(if: Tmpfs.isAvailable, "mounting takes root"))
    func full() async throws {
        let disk = try Tmpfs(at: media, kilobytes: 4096)
        defer { disk.unmount() }
        try await fillStore()
        #expect(try run(["delete", "default/2.png"]).status == 0)
        #expect(try run(["gc", "--apply", "--grace", "0s"]).status == 0)
        let filler = URL(fileURLWithPath: media + "/filler")
        func fill() throws {
            try Data().write(to: filler)
            let file = try FileHandle(forWritingTo: filler)
            for size in [1 << 16, 1 << 12, 1] {
                while (try? file.write(contentsOf: Data(count: size))) != nil {}
            }
            try file.close()
        }
        try fill()
        try TestStore(at: directory.path("copy-full")).open().close()
        for command in readingCommands(out: "full") {
            let result = try run(command)
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        try directory.write(testPicture(7), to: "more/7.png")
        for command in [["ingest", directory.path("more")], ["delete", "default/0.png"]] {
            let result = try run(command)
            #expect(result.status == 3, "\(command): \(result.output)")
            #expect(result.errors.contains(store.path + "/"), "\(result.errors)")
            #expect(result.errors.contains("free some space"), "\(result.errors)")
        }
        let emptied = try run(["gc", "--empty-trash", "--apply", "--older-than", "0s"])
        #expect(emptied.status == 0, "\(emptied.errors)")
        #expect(emptied.output.contains("removed"))
        try FileManager.default.removeItem(at: filler)
        #expect(try run(["ingest", directory.path("more")]).status == 0)
        #expect(try run(["verify"]).status == 0)
    }

    @Test("memory that was lost ends the program with words")
    func lostMemory() async throws {
        let store = TestStore(at: directory.path("plain"))
        try store.open().close()
        let (input, errors) = (try ProgramPipe(), try ProgramPipe())
        let process = try ChildProcess(
            program, ["put", "default/a.png", "-", "--store", store.path],
            input: input.reading.fileDescriptor, errors: errors.writing.fileDescriptor)
        try errors.writing.close()
        try input.reading.close()
        // More than a pipe holds: once it is written, the program reads, and has the store open.
        let picture = testPicture(1, width: 600, height: 400)
        try input.writing.write(
            contentsOf: Data(picture + [UInt8](repeating: 0, count: 1 << 20)))
        #expect(truncate(store.path + "/catalog.sqlite-shm", 0) == 0)
        try input.writing.close()
        let words = String(decoding: errors.reading.readDataToEndOfFile(), as: UTF8.self)
        #expect(process.wait() == 3)
        #expect(words.contains("free some space"), "\(words)")
    }
}
