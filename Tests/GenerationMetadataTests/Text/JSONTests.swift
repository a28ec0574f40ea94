import Testing

@testable import GenerationMetadata

@Suite("JSON")
struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(text, limits: MetadataLimits())
    }

    @Test(
        "Numbers stay as they are written",
        arguments: [
            "0", "-1", "6952411511246973023", "18446744073709551615", "1.50", "1e3", "0.1",
            "4.0200000000000005", "123456789012345678901234567890",
        ])
    func numbers(text: String) throws {
        #expect(try parse(text) == .number(text))
        #expect(try parse("[\(text)]") == .array([.number(text)]))
    }

    @Test("NaN and the infinities are null outside of strings, and text inside")
    func notANumber() throws {
        #expect(
            try parse(#"{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN"}"#)
                == .object(
                    JSONObject([
                        .init(key: "a", value: .null),
                        .init(key: "b", value: .array([.null, .null])),
                        .init(key: "c", value: .string("NaN")),
                    ])))
    }

    @Test("Escapes, pairs of surrogates, and lone ones")
    func escapes() throws {
        #expect(try parse(#""\n\t\"\\\/\u00e9\u00A0""#) == .string("\n\t\"\\/é\u{A0}"))
        #expect(try parse(#""\ud83e\udd86""#) == .string("🦆"))
        #expect(try parse(#""\ud83e""#) == .string("\u{FFFD}"))
        #expect(try parse(#""\udd86x""#) == .string("\u{FFFD}x"))
        #expect(try parse(#""\ud83e\ud83e\udd86""#) == .string("\u{FFFD}🦆"))
        #expect(try parse("\"a\nb\"") == .string("a\nb"))
        #expect(try parse(#""\u0000""#) == .string("\0"))
    }

    @Test("NULs and spaces behind the end, and a byte order mark before the start")
    func margins() throws {
        #expect(try parse("{} \0\0\n") == .object(JSONObject([])))
        #expect(try parse("\u{FEFF}[]") == .array([]))
    }

    @Test("Of members with one name the last counts, in small objects and in large ones")
    func duplicates() throws {
        #expect(try parse(#"{"a": 1, "a": 2}"#)["a"] == .number("2"))
        let many = (0..<100).map { "\"k\($0 % 50)\": \($0)" }.joined(separator: ",")
        #expect(try parse("{\(many)}")["k7"] == .number("57"))
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", "{", "[1,", "{\"a\"}", "{\"a\":}", "[1 2]", "nul", "tru", "\"", "\"\\x\"",
            "\"\\u12\"", "{} x", "-", "1.2.3", "{a: 1}", "[,]",
        ])
    func refused(text: String) {
        #expect(throws: JSONFailure.self) { try parse(text) }
    }

    @Test("Depth and the number of values are bounded")
    func limits() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONFailure.tooDeep(limit: 64)) { try parse(deep) }
        #expect(throws: Never.self) {
            try parse(String(repeating: "[", count: 63) + String(repeating: "]", count: 63))
        }
        var limits = MetadataLimits()
        limits.jsonValues = 1_000
        let wide = "[" + String(repeating: "1,", count: 2_000) + "1]"
        #expect(throws: JSONFailure.tooManyValues(limit: 1_000)) {
            try JSONParser.parse(wide, limits: limits)
        }
    }
}
