import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("Bytes in an address") struct DataAddressTests {
    var fetching = Fetching()

    private func text(_ address: String) throws -> String {
        String(decoding: try fetching.whole(address).bytes, as: UTF8.self)
    }

    @Test(
        "the forms of RFC 2397 and what people make of them are read",
        arguments: [
            ("data:,abc", "abc"), ("data:,", ""), ("data:text/plain,a%20b+c", "a b+c"),
            ("data:text/plain;charset=utf-8,%E5%A4%9C", "夜"), ("data:,100%", "100%"),
            ("data:,%zz%4", "%zz%4"), ("data:,a,b", "a,b"), ("data:;base64,YWJj", "abc"),
            ("data:image/png;base64,YWI=", "ab"), ("data:image/png;base64,YWI", "ab"),
            ("data:image/png;base64,YQ", "a"), ("data:image/png;BASE64,YWJj", "abc"),
            ("DATA:image/png;charset=x;base64,YWJj", "abc"), ("data:;base64,", ""),
            ("data:;base64,YW\r\n\tJj YQ==", "abca"), ("data:;base64,YWI%3D", "ab"),
            ("data:;base64,fn5%2B", "~~~"), ("data:;base64,fn5+", "~~~"),
            ("data:;base64,fn5-", "~~~"), ("data:;base64,Pz8_", "???"),
            ("data:;base64,Pz8/", "???"),
            ("data:;base64;x,YWJj", "YWJj"),
        ])
    func forms(_ address: String, _ bytes: String) throws {
        #expect(try text(address) == bytes)
    }

    @Test(
        "what cannot be read is refused",
        arguments: [
            "data:", "data:image/png;base64", "data:;base64,Y", "data:;base64,YWJj!",
            "data:;base64,夜",
            "data:;base64,YWJjY", "data:;base64,Y*Jj",
        ])
    func malformed(_ address: String) {
        #expect(fetching.failure(address)?.kind == .unsupported)
    }

    @Test("a whole picture comes back byte for byte")
    func picture() throws {
        let picture = testPicture(1)
        let address = "data:image/png;base64," + Data(picture).base64EncodedString()
        let (bytes, facts) = try fetching.whole(address)
        #expect(bytes == picture)
        #expect(facts.version.size == Int64(picture.count))
        #expect(!facts.version.isKnown)
    }

    @Test("the limit holds")
    mutating func limit() throws {
        fetching.call.byteLimit = 3
        #expect(try text("data:;base64,YWJj") == "abc")
        #expect(fetching.failure("data:;base64,YWJjYQ==")?.kind == .tooLarge)
        #expect(fetching.failure("data:,abcd")?.kind == .tooLarge)
    }

    @Test("any bytes survive both forms")
    func reversible() throws {
        var random = SeededRandom(seed: 3)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            var base64 = Data(bytes).base64EncodedString()
            #expect(try fetching.whole("data:;base64," + base64).bytes == bytes)
            base64 = base64.replacing("+", with: "-").replacing("/", with: "_")
            #expect(
                try fetching.whole("data:;base64," + base64.replacing("=", with: "")).bytes == bytes
            )
            let percent = bytes.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(try fetching.whole("data:," + percent).bytes == bytes)
        }
    }
}
