/// Times in a search: a date of any accuracy, a moment, or how long ago. All are UTC.
enum SearchMoment {
    /// - Parameter isEnd: of a year, a month or a day, its last millisecond is meant and not its first.
    static func milliseconds(of text: String, isEnd: Bool, now: Int64) -> Int64? {
        if let ago = ago(text.lowercased()) {
            let (moment, overflows) = now.subtractingReportingOverflow(ago)
            return overflows ? nil : moment
        }
        switch text.lowercased() {
        case "today": return day(of: now) + (isEnd ? dayLength - 1 : 0)
        case "yesterday": return day(of: now) - dayLength + (isEnd ? dayLength - 1 : 0)
        default: break
        }
        let halves = text.split(omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" }
        guard let date = halves.first, halves.count <= 2 else { return nil }
        let numbers = date.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(numbers.count),
            numbers.enumerated().allSatisfy({ $1.count == ($0 == 0 ? 4 : 2) }),
            let fields = all(numbers.map(digits))
        else { return nil }
        let (year, month, day) = (
            fields[0], fields.count > 1 ? fields[1] : 1, fields.count > 2 ? fields[2] : 1
        )
        guard (1...12).contains(month), (1...length(year, month)).contains(day) else { return nil }
        let start = days(year, month, day) * dayLength
        if halves.count == 2 {
            guard fields.count == 3, let time = time(halves[1]) else { return nil }
            return start + time
        }
        if !isEnd { return start }
        switch fields.count {
        case 1: return days(year + 1, 1, 1) * dayLength - 1
        case 2: return (days(year, month, 1) + Int64(length(year, month))) * dayLength - 1
        default: return start + dayLength - 1
        }
    }

    static let dayLength: Int64 = 86_400_000

    /// `2024-05`
    static func month(of milliseconds: Int64) -> String {
        let (year, month) = yearAndMonth(milliseconds.flooredDays)
        let digits = String(month)
        return "\(year)-\(digits.count < 2 ? "0" + digits : digits)"
    }

    private static func day(of moment: Int64) -> Int64 { moment.flooredDays * dayLength }

    /// `12h`, `7d`, `3w`, `6m`, `1y`
    private static func ago(_ text: String) -> Int64? {
        let hour: Int64 = 3_600_000
        let lengths: [Character: Int64] = [
            "h": hour, "d": 24 * hour, "w": 168 * hour, "m": 720 * hour, "y": 8760 * hour,
        ]
        guard let unit = text.last.flatMap({ lengths[$0] }), let count = digits(text.dropLast())
        else { return nil }
        let (product, overflows) = Int64(count).multipliedReportingOverflow(by: unit)
        return overflows ? nil : product
    }

    /// `12:30`, `12:30:15`, `12:30:15.5`, each with a `Z` or without.
    private static func time(_ text: Substring) -> Int64? {
        var text = text
        if text.last == "Z" || text.last == "z" { text = text.dropLast() }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = digits(parts[0]), hour < 24,
            let minute = digits(parts[1]), minute < 60
        else { return nil }
        var milliseconds = Int64(hour * 60 + minute) * 60_000
        if parts.count == 3 {
            guard let second = SearchValue.number(parts[2]), second < 60 else { return nil }
            milliseconds += Int64(second * 1000)
        }
        return milliseconds
    }

    private static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.count <= 9, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return nil
        }
        return Int(text)
    }

    private static func all(_ numbers: [Int?]) -> [Int]? {
        let found = numbers.compactMap(\.self)
        return found.count == numbers.count ? found : nil
    }

    private static func length(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, by years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// The inverse of `days`, without the day.
    private static func yearAndMonth(_ days: Int64) -> (Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendar = month < 10 ? month + 3 : month - 9
        return (year + era * 400 + (calendar <= 2 ? 1 : 0), calendar)
    }
}

extension Int64 {
    fileprivate var flooredDays: Int64 {
        let (days, rest) = quotientAndRemainder(dividingBy: SearchMoment.dayLength)
        return rest < 0 ? days - 1 : days
    }
}
