import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("Files of this machine") struct FileSourceTests {
    let directory = TemporaryDirectory()
    var fetching = Fetching()

    private func address(_ name: String) -> String {
        URL(fileURLWithPath: directory.path(name)).absoluteString
    }

    @Test(
        "a file is copied unchanged, under any name", arguments: ["a.png", "a b%#?.png", "夜.png"])
    func file(_ name: String) throws {
        try directory.write(testPicture(1), to: name)
        let (bytes, facts) = try fetching.whole(address(name))
        #expect(bytes == testPicture(1))
        #expect(facts.version.size == Int64(testPicture(1).count))
        #expect(facts.version.modified != nil)
    }

    @Test("a file longer than one read is copied whole, an empty one too")
    func sizes() throws {
        let long = [UInt8]((0..<(2 << 20) + 7).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) })
        try directory.write(long, to: "long")
        #expect(try fetching.whole(address("long")).bytes == long)
        try directory.write([], to: "empty")
        #expect(try fetching.whole(address("empty")).bytes == [])
    }

    @Test("links are followed")
    func links() throws {
        let target = try directory.write(testPicture(2), to: "target.png")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("link.png"), withDestinationPath: target)
        #expect(try fetching.whole(address("link.png")).bytes == testPicture(2))
    }

    @Test("a file that is not there is a 404")
    func missing() {
        for name in ["missing.png", "no/directory.png"] {
            let error = fetching.failure(address(name))
            #expect(error?.kind == .httpStatus)
            #expect(error?.httpStatus == 404)
            #expect(error?.reason.contains(name) == true)
        }
    }

    @Test("anything but a regular file is refused, without waiting")
    func others() throws {
        try directory.makeDirectory("directory")
        #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("dangling"), withDestinationPath: directory.path("nowhere"))
        for name in ["directory", "pipe", "dangling"] {
            #expect(fetching.failure(address(name))?.kind == .unsupported)
        }
        #expect(fetching.failure("file:///dev/zero")?.kind == .unsupported)
    }

    @Test("a name with a NUL leads to no other file")
    func zeroByte() throws {
        try directory.write(testPicture(1), to: "a.png")
        #expect(fetching.failure(address("a.png") + "%00.jpg") != nil)
    }

    @Test("a file that did not change is not read again")
    mutating func unchanged() throws {
        try directory.write(testPicture(1), to: "a.png")
        fetching.call.known = try fetching.whole(address("a.png")).facts.version
        let sink = MemorySink()
        #expect(try fetching.fetch(address("a.png"), into: sink).isUnchanged)
        #expect(sink.starts == 0)

        try directory.write(testPicture(2), to: "a.png")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
            ofItemAtPath: directory.path("a.png"))
        #expect(try fetching.whole(address("a.png")).bytes == testPicture(2))
    }

    @Test("the limit holds, and reading can be stopped")
    mutating func limits() throws {
        try directory.write(testPicture(1), to: "a.png")
        fetching.call.byteLimit = UInt64(testPicture(1).count)
        #expect(try fetching.whole(address("a.png")).bytes == testPicture(1))
        fetching.call.byteLimit -= 1
        #expect(fetching.failure(address("a.png"))?.kind == .tooLarge)
        fetching.call.byteLimit += 1
        fetching.call.isStopped = { true }
        #expect(fetching.failure(address("a.png"))?.kind == .stopped)
    }
}
