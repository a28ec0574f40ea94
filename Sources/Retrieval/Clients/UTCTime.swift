import Foundation

/// Times as servers write them.
enum UTCTime {
    /// `2024-05-01 12:34:56.789`, with a `T`, without a fraction, with `Z` or an offset: UTC
    /// milliseconds. Without a zone it is UTC.
    static func milliseconds(_ text: String) -> Int64? {
        let text = text[...].trimming { $0.isWhitespace }
        guard text.utf8.count >= 19, text.utf8.count <= 40 else { return nil }
        let day = text.prefix(10)
        let time = text.dropFirst(11).prefix(8)
        var rest = text.dropFirst(19)
        var thousandths = Int64(0)
        if rest.hasPrefix(".") {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            thousandths = Int64((digits + "000").prefix(3)) ?? 0
            rest = rest.dropFirst(1 + digits.count)
        }
        let zone = rest.isEmpty ? "Z" : rest
        guard let date = try? Date("\(day)T\(time)\(zone)", strategy: .iso8601) else { return nil }
        return Int64(date.timeIntervalSince1970) * 1000 + thousandths
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    static func httpDate(_ milliseconds: Int64) -> String {
        let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: (Double(milliseconds) / 1000).rounded(.down)))
        func two(_ value: Int?) -> String { ((value ?? 0) < 10 ? "0" : "") + "\(value ?? 0)" }
        return names[(parts.weekday ?? 1) - 1] + ", \(two(parts.day)) "
            + months[(parts.month ?? 1) - 1] + " \(parts.year ?? 0) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) GMT"
    }
}
