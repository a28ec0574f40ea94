import Foundation

/// A moment in a request: RFC 3339, to the second or finer, in any time zone.
struct RequestTime: Decodable, Sendable, DescribesSchema {
    let milliseconds: Int64

    static var schema: Schema { .text(format: "date-time") }
    static var sample: RequestTime { RequestTime(milliseconds: 0) }

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let found = [true, false].lazy.compactMap { hasFraction in
            try? Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction).parse(text)
        }.first
        guard let found, text.utf8.count <= 40 else {
            throw FieldError(decoder.codingPath, "must be a time like 2026-01-31T12:00:00Z")
        }
        milliseconds = Int64((found.timeIntervalSince1970 * 1000).rounded())
    }
}
