import Foundation
import TestSupport
import Testing

@testable import Retrieval

@Suite("Values of headers") struct HeaderValueTests {
    private func head(_ headers: (String, String)...) -> HTTPHead {
        HTTPHead(status: 200, headers: headers.map { (name: $0.0, value: $0.1) })
    }

    @Test("headers are found by their names, the last of several first")
    func names() {
        var head = HTTPHead(status: 200)
        for line in ["ETag:  \"a\" \t", "X-B: 1", "x-b:2", "no header", ": nameless", "X-C:"] {
            head.add(line: line)
        }
        #expect(head["etag"] == "\"a\"")
        #expect(head["x-b"] == "2")
        #expect(head.all("x-b") == ["1", "2"])
        #expect(head["x-c"] == "")
        #expect(head["x-d"] == nil)
    }

    @Test("a length is one number, or none where the body comes in chunks")
    func length() throws {
        #expect(try head().contentLength() == nil)
        #expect(try head(("content-length", "0")).contentLength() == 0)
        #expect(try head(("content-length", "7"), ("content-length", "7")).contentLength() == 7)
        #expect(try head(("content-length", "7, 7")).contentLength() == 7)
        #expect(try head(("content-length", "74, ")).contentLength() == 74)
        #expect(try head(("content-length", "7 ,7"), ("content-length", "7")).contentLength() == 7)
        #expect(
            try head(("content-length", "7"), ("transfer-encoding", "Chunked")).contentLength()
                == nil)
        for wrong in [
            "", "x", "-1", "1.5", "1,2", "18446744073709551616", "7 7", ",", "+7",
            "7, 8", "٧",
        ] {
            let error = #expect(throws: RetrievalError.self) {
                try head(("content-length", wrong)).contentLength()
            }
            #expect(error?.kind == .badAnswer)
        }
        #expect(throws: RetrievalError.self) {
            try head(("content-length", "7"), ("content-length", "8")).contentLength()
        }
    }

    @Test("a part says where it begins and of how much it is")
    func range() throws {
        let range = try #require(head(("content-range", "bytes 5-9/10")).contentRange)
        #expect(range == (5, 10))
        #expect(try #require(head(("content-range", "Bytes 0-0/1")).contentRange) == (0, 1))
        for wrong in [
            "", "bytes", "bytes ", "bytes 5", "bytes 5-9", "bytes 5-8/10", "bytes 9-5/10",
            "bytes 5-9/*", "bytes */10", "5-9/10", "bytes a-b/c", "bytes 0-9/18446744073709551616",
        ] {
            #expect(head(("content-range", wrong)).contentRange == nil, "\(wrong)")
        }
    }

    @Test("a part of nothing is no part", arguments: ["bytes 0-0/0", "bytes 0-9/0"])
    func rangeOfNothing(_ value: String) {
        #expect(head(("content-range", value)).contentRange == nil)
    }

    @Test("a transfer is resumed under a strong tag, or a date where ranges are offered")
    func validators() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        let (strong, weak) = (("etag", "\"a\""), ("etag", "W/\"a\""))
        let (modified, ranges) = (("last-modified", date), ("accept-ranges", "bytes"))
        #expect(head(strong).resumeValidator(hasLength: true) == "\"a\"")
        #expect(head(strong).resumeValidator(hasLength: false) == nil)
        #expect(head(strong, ("accept-ranges", "none")).resumeValidator(hasLength: true) == nil)
        #expect(head(weak).resumeValidator(hasLength: true) == nil)
        #expect(head(weak, modified, ranges).resumeValidator(hasLength: true) == date)
        #expect(head(modified).resumeValidator(hasLength: true) == nil)
        #expect(head(strong).agrees(with: "\"a\"") && head().agrees(with: "\"a\""))
        #expect(!head(strong).agrees(with: "\"b\"") && !head(modified).agrees(with: "yesterday"))
    }

    private let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "a wait is seconds or a date",
        arguments: [
            ("120", 120.0), ("0", 0), ("1.5", 1.5), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sunday, 06-Nov-94 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("Sun Nov  6 08:50:37 1994", 60), ("Sun Nov 16 08:49:37 1994", 864_000),
            ("Sun Foo  6 08:50:37 1994", nil), ("Sun Nov 6 08:50 1994", nil),
            ("", nil), ("-1", nil), ("nan", nil), ("inf", nil), ("-inf", nil), ("soon", nil),
            ("Sun, 06 Foo 1994 08:50:37 GMT", nil), ("Sun, 06 Nov 1994 08:50 GMT", nil),
            ("Sun, 06 Nov", nil), (",,,,,,,,,", nil), ("Sun, x Nov 1994 08:50:37 GMT", nil),
        ])
    func waits(_ value: String, _ seconds: Double?) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(
        "dates beyond all calendars do no harm",
        arguments: [
            "Sun, 06 Nov 9223372036854775807 08:49:37 GMT",
            "Sun, 9223372036854775807 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 9223372036854775807:9223372036854775807:9223372036854775807 GMT",
            "Sun, 06 Nov 1994 -9223372036854775808:0:0 GMT",
            "Sun, 99 Nov 1994 99:99:99 GMT", "Sun, 06 Nov 99999999 08:49:37 GMT",
        ])
    func extremeDates(_ value: String) {
        let seconds = RetryAfter.seconds(value, now: now)
        #expect(seconds.map { $0 >= 0 && $0.isFinite } ?? true)
    }

    @Test("a date is read in the form that servers must send, and in both old ones")
    func dates() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == now)
        #expect(HTTPDate.parse("Sunday, 06-Nov-94 08:49:37 GMT") == now)
        #expect(HTTPDate.parse("Sun Nov  6 08:49:37 1994") == now)
        #expect(HTTPDate.parse("Thu, 01 Jan 1970 00:00:00 GMT")?.timeIntervalSince1970 == 0)
        #expect(
            HTTPDate.parse("Tue, 29 Feb 2028 23:59:59 GMT")?.timeIntervalSince1970 == 1_835_481_599)
    }

    @Test("mangled values are read, or not, without harm")
    func mangled() {
        let seeds = [
            "bytes 5-9/10", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "120", "\"etag\"", "Sun Nov  6 08:49:37 1994", "18446744073709551615",
            "bytes 1-18446744073709551614/18446744073709551615",
        ]
        let extra = Array("0123456789-/*:, \"\0\r\n%éW".utf8) + [0xFF, 0xC3, 0x80]
        var random = SeededRandom(seed: 11)
        for _ in 0..<5000 {
            var bytes = Array(seeds.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.insert(extra.randomElement(using: &random)!, at: place)
                case 1 where place < bytes.count: bytes.remove(at: place)
                case _ where place < bytes.count:
                    bytes[place] = extra.randomElement(using: &random)!
                default: break
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let range = head(("content-range", text)).contentRange {
                #expect(range.first < range.total, "\(text)")
            }
            if let seconds = RetryAfter.seconds(text, now: now) {
                #expect(seconds >= 0 && seconds.isFinite, "\(text)")
            }
            if let length = try? head(("content-length", text)).contentLength() {
                #expect("\(length)".utf8.count <= 20)
            }
        }
    }
}
