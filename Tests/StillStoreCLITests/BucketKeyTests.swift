import ContentStore
import Foundation
import TestSupport
import Testing
import Values

@Suite("Keys of buckets, fetched") struct BucketKeyTests {
    let directory = TemporaryDirectory()

    private static let keys: [String] = [
        "plain.png", "/lead.png", "lead.png", "a//b.png", "a/b.png", "box.png/", "box.png",
        "trailing blank ", "trailing blank", "tab\t", "tab", " lead", "line\nbreak", "bell\u{7}",
        "cr\r", "a/../b.png", "b.png", "./c.png", "c.png", "e\u{301}.png", "\u{E9}.png",
        "100%25.png", "100%.png", "q?x#y.png", "a+b c.png", "{index}.png", "~",
        "x~0123456789abcdef.png",
        String(repeating: "long", count: 70) + "1.png",
        String(repeating: "long", count: 70) + "2.png",
        "夜/湖.webp", "<tag>&.png", "C:\\x.png",
    ]

    private func fetch(_ server: KeyServer, _ arguments: [String]) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments + ["--store", directory.path("store"), "--json"],
            environment: [
                "AWS_ENDPOINT_URL": server.server.url, "AWS_CONFIG_FILE": "/nowhere",
                "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_ACCESS_KEY_ID": "k",
                "AWS_SECRET_ACCESS_KEY": "s",
            ])
    }

    @Test("every key lands at a path of its own, with its bytes", arguments: [true, false])
    func all(_ encodes: Bool) throws {
        // XML itself cannot say these.
        let keys = Self.keys.filter { key in
            encodes || !key.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" && $0 != "\n" }
        }
        let objects = keys.enumerated().map { (key: Array($1.utf8), bytes: testPicture($0)) }
        let server = try KeyServer(objects, encodesKeys: encodes)
        let result = try fetch(server, ["fetch", "s3://b/", "--recursive"])
        #expect(result.status == 0, "\(result.output)")
        let stored = result.objects.filter { $0["event"] as? String == "stored" }
        #expect(stored.count == keys.count)
        // As bytes: two of the keys are spellings of one name.
        let paths = Set(stored.compactMap { ($0["path"] as? String).map { Array($0.utf8) } })
        #expect(paths.count == keys.count)
        for item in stored {
            let key = try #require(item["source"] as? String).dropFirst("s3://b/".count)
            let index = try #require(keys.firstIndex { $0.utf8.elementsEqual(key.utf8) })
            let digest = testPicture(index).withUnsafeBytes { Digest.of($0) }
            #expect(item["digest"] as? String == digest.hex)
        }
        let again = try fetch(server, ["fetch", "s3://b/", "--recursive"])
        #expect(again.objects.last?["unchanged"] as? Int == keys.count)
    }

    @Test("what was registered is fetched by its whole key, blanks at its end too")
    func later() throws {
        let server = try KeyServer([(key: Array("k \t ".utf8), bytes: testPicture(1))])
        #expect(try fetch(server, ["enqueue", "s3://b/k \t "]).status == 0)
        let retry = try fetch(server, ["retry"])
        #expect(retry.objects.last?["stored"] as? Int == 1, "\(retry.output)")
    }

    @Test("a key that cannot be used is reported, and holds up no other")
    func explained() throws {
        let server = try KeyServer(
            [
                (key: [0xFF, 0x61], bytes: testPicture(1)),
                (key: [0x61, 0], bytes: testPicture(2)),
                (key: Array("a/../b.png".utf8), bytes: testPicture(3)),
                (key: Array("b.png".utf8), bytes: testPicture(4)),
            ], takesSteps: true)
        let result = try fetch(server, ["fetch", "s3://b/", "--recursive"])
        #expect(result.status == 1)
        let reasons = result.objects.compactMap { $0["reason"] as? String }.sorted()
        #expect(reasons.count == 3)
        #expect(reasons.contains { $0.contains("another object") })
        #expect(reasons.contains { $0.contains("not UTF-8") })
        #expect(reasons.contains { $0.contains("zero byte") })
        #expect(result.objects.last?["stored"] as? Int == 1)
    }
}
