import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Invalid listings") struct GarbageListingTests {
    private static let page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
        <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
        <NextContinuationToken>t&amp;1</NextContinuationToken>
        <Contents><Key>a+b%2Bc%25.png</Key><Size>7</Size><ETag>&quot;x&quot;</ETag>
        <LastModified>2025-01-02T03:04:05.678Z</LastModified></Contents>
        <Contents><Key>d</Key><Size>-</Size><Owner><ID>e</ID></Owner></Contents>
        </ListBucketResult>
        """

    @Test("a page of a bucket is read as it is written")
    func bucketPage() throws {
        let page = try BucketPage(Data(Self.page.utf8))
        #expect(page.nextToken == "t&1")
        #expect(page.objects.map(\.key) == ["a b+c%.png", "d"])
        #expect(page.objects.map(\.size) == [7, nil])
        #expect(page.objects[0].etag == "\"x\"")
        #expect(page.objects[0].modified == "Thu, 02 Jan 2025 03:04:05 GMT")
    }

    @Test("keys may be written as character data")
    func characterData() throws {
        let text =
            "<ListBucketResult><Contents><Key>a<![CDATA[&<]]>b</Key></Contents></ListBucketResult>"
        #expect(try BucketPage(Data(text.utf8)).objects.map(\.key) == ["a&<b"])
    }

    @Test("an object without a key is reported, and hides no other")
    func noKey() throws {
        let server = try LoopbackServer { _, connection in
            let text =
                "<ListBucketResult><Contents/><Contents><Key>b</Key></Contents></ListBucketResult>"
            connection.respond(200, body: Array(text.utf8))
        }
        let settings = AccessSettings(environment: [
            "AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": "/nowhere",
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        ])
        let found = try BucketListing(
            source: SourceURI("s3://b/"), http: HTTPClient(), access: settings.bucketAccess(.s3)
        ).all()
        #expect(found.map { $0.problem?.kind } == [.badAnswer, nil])
        #expect(found.last?.pathText == "b")
    }

    @Test(
        "anything but a page of a bucket is a bad answer",
        arguments: [
            "", "x", "<html></html>", "<ListBucketResult>", "<Error><Code>x</Code></Error>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "{\"ListBucketResult\": 1}", "<?xml version=\"1.0\"?>",
        ])
    func noPage(_ text: String) {
        let error = #expect(throws: RetrievalError.self) { try BucketPage(Data(text.utf8)) }
        #expect(error?.kind == .badAnswer)
    }

    @Test("a page that is cut short is a bad answer, not a shorter listing")
    func cutPage() {
        let whole = Array(Self.page.utf8)
        for count in 0..<whole.count where count % 5 == 0 || whole.count - count < 30 {
            let part = Data(whole.prefix(count))
            #expect(throws: RetrievalError.self) { try BucketPage(part) }
        }
    }

    @Test(
        "bytes that are no text are a bad answer",
        arguments: [
            "<ListBucketResult><\u{1}/></ListBucketResult>", "<\u{1}ListBucketResult/>",
            "<!--\u{1}--><ListBucketResult></ListBucketResult>",
            "<?x\u{1} y?><ListBucketResult></ListBucketResult>",
            "<ListBucketResult><Name>\u{1}</Name></ListBucketResult>",
        ])
    func noText(_ text: String) {
        // In place of the control character a byte that begins no UTF-8.
        let bytes = text.utf8.map { $0 == 1 ? 0xFF : $0 }
        let error = #expect(throws: RetrievalError.self) { try BucketPage(Data(bytes)) }
        #expect(error?.kind == .badAnswer)
    }

    @Test("entities that grow, or lead to files, bring nothing in")
    func entities() {
        var text =
            "<!DOCTYPE x [<!ENTITY a0 \"0123456789\"><!ENTITY f SYSTEM \"file:///etc/passwd\">"
        for level in 1...9 {
            let inner = String(repeating: "&a\(level - 1);", count: 10)
            text += "<!ENTITY a\(level) \"\(inner)\">"
        }
        for entity in ["a9", "f"] {
            let body =
                "]><ListBucketResult><Contents><Key>&\(entity);</Key></Contents></ListBucketResult>"
            let page = try? BucketPage(Data((text + body).utf8))
            let length = page?.objects.first?.key.utf8.count ?? 0
            #expect(length < 1 << 20)
            #expect(page?.objects.first?.key.contains("root:") != true)
        }
    }

    @Test("mangled pages are read, or refused as bad answers")
    func mangledPages() {
        let whole = Array(Self.page.utf8)
        var random = SeededRandom(seed: 5)
        var refused = 0
        for _ in 0..<1500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            do throws(RetrievalError) { _ = try BucketPage(Data(bytes)) } catch {
                refused += 1
                #expect(error.kind == .badAnswer)
            }
        }
        #expect(refused > 100)
    }

    /// Values of every kind in the places where a generator has its own.
    private static func value(_ random: inout SeededRandom, depth: Int = 0) -> Any {
        let names = [
            "prompt", "outputs", "status", "messages", "images", "gifs", "filename", "subfolder",
            "type", "queue_running", "queue_pending", "version", "image_name", "item_names",
            "image_names", "items", "board_id", "board_name", "created_at", "9", "is_intermediate",
        ]
        switch Int.random(in: 0..<(depth > 4 ? 6 : 12), using: &random) {
        case 0: return NSNull()
        case 1: return Bool.random(using: &random)
        case 2: return [Int.max, Int.min, 0, 1].randomElement(using: &random)!
        case 3: return 1e300
        case 4:
            return ["", "output", "a.png", "../a", "\0", "2025-01-02 03:04:05"]
                .randomElement(using: &random)!
        case 5: return [Any]()
        case 6...8:
            let count = Int.random(in: 0...3, using: &random)
            return (0..<count).map { _ in value(&random, depth: depth + 1) }
        default:
            var object: [String: Any] = [:]
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                object[names.randomElement(using: &random)!] = value(&random, depth: depth + 1)
            }
            return object
        }
    }

    @Test("any JSON of a generator is a listing or an error")
    func anyJSON() throws {
        let server = try LoopbackServer { request, connection in
            var random = SeededRandom(seed: UInt64(request.number))
            let options = JSONSerialization.WritingOptions.fragmentsAllowed
            let value = Self.value(&random)
            let body = try? JSONSerialization.data(withJSONObject: value, options: options)
            connection.respond(200, body: Array(body ?? Data()))
        }
        let rule = AddressRule(allowing: ["127.0.0.1"])
        let http = HTTPClient()
        let fetching = Fetching()
        for _ in 0..<60 {
            for job in ["j", nil] {
                let comfy = try ComfyUIListing(
                    base: server.url, job: job, http: http, addresses: rule)
                #expect(comfy.failure()?.kind != .stopped)
                let invoke = try InvokeAIListing(
                    base: server.url, board: job, http: http, access: InvokeAIAccess(),
                    addresses: rule)
                #expect(invoke.failure()?.kind != .stopped)
            }
            #expect(fetching.failure("invokeai+\(server.url)/a.png")?.kind != .stopped)
        }
    }

    @Test("jobs of any JSON are read without harm, and name no file that is not one")
    func anyJob() throws {
        var random = SeededRandom(seed: 9)
        for _ in 0..<3000 {
            guard let job = ComfyUIJob(id: "j", Self.value(&random)) else { continue }
            for file in job.files { #expect(!file.name.isEmpty && file.type == "output") }
        }
        let text = """
            {"prompt": [7, "j"], "outputs": {"9": {"images": [{"filename": "a.png", "type": "output"}]}}}
            """
        let entry = try JSONSerialization.jsonObject(with: Data(text.utf8))
        #expect(ComfyUIJob(id: "j", entry)?.files.map(\.name) == ["a.png"])
        #expect(ComfyUIJob(id: "j", entry)?.number == 7)
    }

    @Test("an impossible time is nil", arguments: ["1e300", "-1", "\"x\"", "9e18"])
    func absurdTimes(_ time: String) throws {
        let text = #"{"status": {"messages": [["execution_success", {"timestamp": TIME}]]}}"#
        let entry = try JSONSerialization.jsonObject(
            with: Data(text.replacing("TIME", with: time).utf8))
        #expect(ComfyUIJob(id: "j", entry)?.endedAt == nil)
    }
}
