/// A moment as RFC 3339 in UTC with milliseconds: `2026-01-31T12:00:00.000Z`.
package struct Timestamp: Codable, Sendable, Hashable {
    /// Since 1970.
    package let milliseconds: Int64

    package init(_ milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time like 2026-01-31T12:00:00.000Z")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var text: String {
        let (days, time) = Timestamp.floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = Timestamp.date(ofDay: days)
        let seconds = time / 1000
        return Timestamp.digits(year, 4) + "-" + Timestamp.digits(month, 2) + "-"
            + Timestamp.digits(day, 2) + "T" + Timestamp.digits(seconds / 3600, 2) + ":"
            + Timestamp.digits(seconds / 60 % 60, 2) + ":" + Timestamp.digits(seconds % 60, 2)
            + "." + Timestamp.digits(time % 1000, 3) + "Z"
    }

    /// Nil for anything that `text` does not give for the years 0 to 200,000,000.
    package init?(_ text: String) {
        let parts = text.split { !$0.isASCII || !$0.isWholeNumber }.map { Int64($0) }
        guard parts.count == 7, !parts.contains(nil) else { return nil }
        let numbers = parts.compactMap(\.self)
        // Whatever is larger is no time, and would not fit on the way.
        guard numbers[0] <= 200_000_000, numbers.dropFirst().allSatisfy({ $0 <= 999 }) else {
            return nil
        }
        let days = Timestamp.day(year: numbers[0], month: numbers[1], day: numbers[2])
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        self.init(seconds * 1000 + numbers[6])
        guard self.text == text else { return nil }
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - text.count))
        return (number < 0 ? "-" : "") + zeros + text
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> (Int64, Int64) {
        let rest = a % b
        return rest < 0 ? (a / b - 1, rest + b) : (a / b, rest)
    }

    /// The proleptic Gregorian calendar, by eras of 400 years that begin in March
    /// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func date(ofDay days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, day) = floorDivide(days + 719_468, 146_097)
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (
            year + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1
        )
    }

    private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, year) = floorDivide(month <= 2 ? year - 1 : year, 400)
        let march = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * march + 2) / 5 + day - 1
        return era * 146_097 + year * 365 + year / 4 - year / 100 + dayOfYear - 719_468
    }
}
