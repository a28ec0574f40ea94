import Testing

@testable import Domain

@Suite("The language of searches") struct SearchParserTests {
    private static let now: Int64 = 1_717_200_000_000  // 2024-06-01

    private func parse(_ text: String) throws -> SearchQuery {
        try SearchParser.parse(text, now: Self.now)
    }

    private static func word(_ text: String) -> SearchQuery { .text(SearchText(text)) }

    private static func filter(
        _ field: SearchFilter.Field, _ value: SearchFilter.Value
    ) -> SearchQuery {
        .filter(SearchFilter(field: field, value: value))
    }

    private static func range(_ from: Double?, _ to: Double?) -> SearchFilter.Value {
        .range(SearchRange(from: from, to: to))
    }

    private static let above2000: SearchRange = {
        var range = SearchRange(from: 2000, to: nil)
        range.isAbove = true
        return range
    }()

    static let read: [(String, SearchQuery)] = [
        ("", .all), ("   ", .all), ("()", .all),
        ("castle", word("castle")),
        ("castle*", .text(SearchText("castle", isPrefix: true))),
        ("red castle", .and([word("red"), word("castle")])),
        ("\"red castle\"", word("red castle")),
        ("\u{201C}red castle\u{201D}", word("red castle")),
        ("-people", .not(word("people"))),
        ("castle -people", .and([word("castle"), .not(word("people"))])),
        ("--people", .not(word("-people"))),
        ("well-made", word("well-made")),
        ("red or blue", .or([word("red"), word("blue")])),
        ("red OR blue castle", .and([.or([word("red"), word("blue")]), word("castle")])),
        ("\"or\"", word("or")),
        ("(red castle) or fog", .or([.and([word("red"), word("castle")]), word("fog")])),
        ("-(red or blue)", .not(.or([word("red"), word("blue")]))),
        ("negative:people", .text(SearchText("people", in: .negative))),
        ("model:dream*", .text(SearchText("dream", in: .model, isPrefix: true))),
        ("lora:\"add detail\"", .text(SearchText("add detail", in: .lora))),
        ("PROMPT:castle", .text(SearchText("castle", in: .prompt))),
        ("path:a/b.png", .text(SearchText("a/b.png", in: .path))),
        ("steps:20", filter(.steps, range(20, 20))),
        ("steps=20", filter(.steps, range(20, 20))),
        ("steps:20..30", filter(.steps, range(20, 30))),
        ("steps:20..", filter(.steps, range(20, nil))),
        ("cfg:..7.5", filter(.cfg, range(nil, 7.5))),
        ("width>=2000", filter(.width, range(2000, nil))),
        ("width>2000", filter(.width, .range(above2000))),
        ("rating<=2", filter(.rating, range(nil, 2))),
        (
            "size:1024x768",
            filter(.size, .size(SearchRange(from: 1024, to: 1024), SearchRange(from: 768, to: 768)))
        ),
        ("ratio:16:9..2", filter(.ratio, range(16.0 / 9, 2))),
        ("ratio:square", filter(.ratio, range(0.99, 1.01))),
        (
            "seed:18446744073709551615",
            filter(.seed, .text("18446744073709551615", isPrefix: false))
        ),
        ("sampler:\"Euler a\"", filter(.sampler, .text("Euler a", isPrefix: false))),
        ("tag:land*", filter(.tag, .text("land", isPrefix: true))),
        ("tag:\"land*\"", filter(.tag, .text("land*", isPrefix: false))),
        ("format:JPG", filter(.format, .text("jpeg", isPrefix: false))),
        ("starred:yes", filter(.starred, .flag(true))),
        ("ai:no", filter(.ai, .text("none", isPrefix: false))),
        ("since:2024", filter(.since, .moment(1_704_067_200_000))),
        ("since:2024-02-29", filter(.since, .moment(1_709_164_800_000))),
        ("until:2024-02", filter(.until, .moment(1_709_251_199_999))),
        ("since:2024-02-29T12:30:00.5Z", filter(.since, .moment(1_709_209_800_500))),
        ("since:7d", filter(.since, .moment(now - 604_800_000))),
        ("like:abcdef01", filter(.like, .likeness("abcdef01", distance: 8))),
        ("like:abcdef01~12", filter(.like, .likeness("abcdef01", distance: 12))),
        ("dup:abcdef01", filter(.dup, .likeness("abcdef01", distance: 0))),
    ]

    @Test("is read", arguments: read.indices)
    func readings(index: Int) throws {
        let (text, expected) = Self.read[index]
        // A word that has no letters at its beginning is the same word.
        #expect(try parse(text) == expected, "\(text)")
    }

    static let refused: [(String, SearchError)] = [
        ("castle \"red", .openQuotation(at: 7)),
        ("(castle", .openParenthesis(at: 0)),
        ("castle)", .strayParenthesis(at: 6)),
        ("or castle", .missingOperand("or", at: 0)),
        ("castle or", .missingOperand("or", at: 7)),
        ("castle or or fog", .missingOperand("or", at: 7)),
        ("castle -", .missingOperand("-", at: 7)),
        ("model:", .missingOperand("model:", at: 0)),
        ("model: castle", .missingOperand("model:", at: 0)),
        ("castle:1.2", .unknownFilter("castle")),
        ("bucket>a", .notComparable("bucket", ">")),
        ("steps:many", .badValue(filter: "steps", value: "many", expected: .number)),
        ("steps:..", .badValue(filter: "steps", value: "..", expected: .number)),
        ("steps:-1", .badValue(filter: "steps", value: "-1", expected: .number)),
        ("width:nan", .badValue(filter: "width", value: "nan", expected: .number)),
        ("size:big", .badValue(filter: "size", value: "big", expected: .size)),
        ("ratio:1:0", .badValue(filter: "ratio", value: "1:0", expected: .ratio)),
        ("seed:-1", .badValue(filter: "seed", value: "-1", expected: .number)),
        ("starred:maybe", .badValue(filter: "starred", value: "maybe", expected: .flag)),
        ("since:soon", .badValue(filter: "since", value: "soon", expected: .moment)),
        ("since:2023-02-29", .badValue(filter: "since", value: "2023-02-29", expected: .moment)),
        ("like:a~99", .badValue(filter: "like", value: "a~99", expected: .distance)),
        ("!!!", .noWord("!!!")),
        (String(repeating: "a", count: 4097), .tooLong(limit: 4096)),
        (String(repeating: "(", count: 40), .tooDeep(limit: 32)),
        (String(repeating: "-(", count: 40), .tooDeep(limit: 32)),
    ]

    @Test("says what cannot be read, and what can be written instead", arguments: refused.indices)
    func refusals(index: Int) {
        let (text, expected) = Self.refused[index]
        #expect(throws: expected, "\(text)") { try parse(text) }
    }

    @Test("puts errors into sentences")
    func sentences() {
        #expect(
            SearchError.badValue(filter: "steps", value: "many", expected: .number).message
                == "steps cannot be 'many': it takes a number such as 20, or a range such as 20..30"
        )
        #expect(
            SearchError.openQuotation(at: 7).message
                == "the quotation mark at character 8 of the search is never closed")
        #expect(SearchError.unknownFilter("colour").message.contains("album, bucket, caption"))
    }

    @Test("reads or refuses anything", arguments: 1...20)
    func anything(seed: Int) throws {
        let domain = try TestDomain()
        var random = SeededRandom(seed: UInt64(seed))
        let pieces = [
            "castle", "\"", "(", ")", "-", " or ", " ", "*", ":", "model:", "steps:", "20..30",
            ">=",
            "since:", "2024-99", "\u{201C}", "\u{7D05}\u{3044}", "e\u{301}", "\u{1F3F0}", "\u{0}",
            "like:", "~", "ratio:", "16:9", "1e999", "nan", "NEAR", "^", "{", "}", "AND", "NOT",
        ]
        for _ in 0..<200 {
            let count = Int(random.next() % 12)
            let text = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
                .joined()
            guard (try? parse(text)) != nil else { continue }
            // What was read is a search that the index takes.
            do {
                _ = try domain.read(as: .program) { try $0.search.page(SearchRequest(text)) }
            } catch is SearchError {
            } catch {
                Issue.record("\(text): \(error)")
            }
        }
    }

}

@Suite("Words of a search") struct SearchWordTests {
    static let cases: [(String, [String])] = [
        (
            "a red-roofed castle, (masterpiece:1.2)",
            ["a", "red", "roofed", "castle", "masterpiece", "1", "2"]
        ),
        ("long_hair", ["long", "hair"]),
        ("Caf\u{E9} CAFE\u{301}", ["cafe", "cafe"]),
        ("Stra\u{DF}e \u{141}\u{F3}d\u{17A}", ["strasse", "lodz"]),
        ("\u{7D05}\u{3044}\u{57CE}", ["\u{7D05}", "\u{3044}", "\u{57CE}"]),
        ("sd\u{7D05}xl", ["sd", "\u{7D05}", "xl"]),
        ("\u{FF21}\u{FF22}\u{FF23}\u{FF11}", ["abc1"]),
        ("\u{FF76}\u{FF9E}", ["\u{30AC}"]),
        ("\u{0439}\u{043E}\u{0433}\u{0430}", ["\u{0438}\u{043E}\u{0433}\u{0430}"]),
        ("\u{1F3F0} !?", []),
    ]

    @Test("are told apart in every script", arguments: cases.indices)
    func words(index: Int) {
        let (text, expected) = Self.cases[index]
        #expect(SearchWords.words(of: text).map(String.init) == expected, "\(text)")
    }

    @Test("make months of times")
    func months() {
        #expect(SearchMoment.month(of: 0) == "1970-01")
        #expect(SearchMoment.month(of: -1) == "1969-12")
        #expect(SearchMoment.month(of: 1_709_251_199_999) == "2024-02")
        #expect(SearchMoment.month(of: 1_709_251_200_000) == "2024-03")
    }
}
