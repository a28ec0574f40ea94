import Foundation
import Values

/// Numbers, sizes and times for people.
enum Format {
    static func bytes(_ count: some BinaryInteger) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        if unit == 0 { return "\(count) B" }
        let number = value < 10 ? oneDecimal(value) : "\(Int(value.rounded(.toNearestOrEven)))"
        return "\(number) \(units[unit])"
    }

    /// Not `String(format:)`, whose first use loads Foundation's locale data.
    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded(.toNearestOrEven))
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            .formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
    }

    /// A future time, relative to now: `in 34 s`.
    static func moment(_ milliseconds: Int64) -> String {
        let seconds = Double(milliseconds - WallClock.system.now()) / 1000
        return seconds < 1 ? "at once" : "in \(duration(seconds))"
    }

    static func duration(_ seconds: Double) -> String {
        if seconds < 10 { return "\(oneDecimal(max(0, seconds))) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d:%02d min", whole / 60, whole % 60) }
        return String(format: "%d:%02d h", whole / 3600, whole / 60 % 60)
    }

    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    /// Rows of cells as columns; those in `right` are aligned right.
    static func table(_ rows: [[String]], right: Set<Int> = []) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                if right.contains(column) { return pad + cell }
                return column == row.count - 1 ? cell : cell + pad
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
