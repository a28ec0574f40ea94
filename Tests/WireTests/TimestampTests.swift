import Foundation
import Testing

@testable import Wire

struct TimestampTests {
    @Test(
        "a time is RFC 3339 in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_769_860_800_007, "2026-01-31T12:00:00.007Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func words(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds).text == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test("it agrees with Foundation on every day of four hundred years")
    func calendar() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: Int64(-73_000), to: 73_000, by: 1) {
            let milliseconds = day * 86_400_000 + 43_200_500
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let text = Timestamp(milliseconds).text
            if text != date.formatted(style) {
                Issue.record("\(text), \(date.formatted(style))")
                return
            }
            #expect(Timestamp(text)?.milliseconds == milliseconds)
        }
    }

    @Test(
        "other formats are refused",
        arguments: [
            "", "2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31 12:00:00.000Z",
            "2026-02-30T12:00:00.000Z", "2026-01-31T12:00:00.000+01:00", "2026-1-31T12:00:00.000Z",
            "9223372036854775807-01-01T00:00:00.000Z", "2026-9223372036854775807-01T00:00:00.000Z",
            "2026-01-01T00:00:00.9223372036854775807Z", "1-1-1-1-1-1-99999999999999999999",
        ])
    func refused(_ text: String) { #expect(Timestamp(text) == nil) }

    @Test("any number of milliseconds can be shown", arguments: [Int64.min, .min + 1, .max])
    func extremes(_ milliseconds: Int64) { #expect(Timestamp(milliseconds).text.hasSuffix("Z")) }
}
