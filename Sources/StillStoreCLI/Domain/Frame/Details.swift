import Domain
import Foundation
import Wire

/// A resource for people: a line a field, in the order of its declaration; lists that it has follow.
struct Details {
    private var rows: [[String]] = []
    private var lists: [String] = []

    init(of item: some WireJSON) { add(item) }

    var text: String {
        ([rows.isEmpty ? nil : Format.table(rows)].compactMap(\.self) + lists)
            .joined(separator: "\n")
    }

    private mutating func add(_ item: Any) {
        for field in Mirror(reflecting: item).children {
            guard let name = field.label else { continue }
            add(name, field.value)
        }
    }

    private mutating func add(_ name: String, _ value: Any) {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            if let some = mirror.children.first { add(name, some.value) }
            return
        }
        if let items = value as? [any TableRow] {
            guard let first = items.first else { return }
            let cells = items.map { $0.row.map(printable) }
            lists.append(
                "\(Self.title(name)):\n"
                    + Format.table(cells.map { [""] + $0 }, right: Self.right(of: first)))
            return
        }
        if let text = Self.text(name, value) {
            if !text.isEmpty { rows.append([Self.title(name), printable(text)]) }
            return
        }
        add(value)
    }

    private static func right(of item: some TableRow) -> Set<Int> {
        Set(type(of: item).right.map { $0 + 1 })
    }

    private static func title(_ name: String) -> String {
        name.replacing("_", with: " ")
    }

    /// Fields in 1/1,000,000 of a credit or a currency.
    private static let amounts: Set = [
        "amount", "balance", "estimated_cost", "alert_cost", "upper_limit", "rented_cost_now",
        "rented_cost_total",
    ]

    /// Nil for what has fields of its own; empty for what is not worth a line.
    private static func text(_ name: String, _ value: Any) -> String? {
        switch value {
        case let text as String: text
        case let flag as Bool: flag ? "yes" : "no"
        case let number as Int64 where amounts.contains(name): Money.text(number)
        case let number as Int: String(number)
        case let number as Int64: String(number)
        case let number as Double: number.description
        case let time as Timestamp: Format.time(time.milliseconds)
        case let json as RawJSON: ["{}", "[]"].contains(json.text) ? "" : json.text
        case let words as [String]: words.joined(separator: ", ")
        case let numbers as [Int]: numbers.map(String.init).joined(separator: ", ")
        case let costs as [String: Int] where name == "costs":
            costs.sorted { $0.key < $1.key }
                .map { "\(Money.text(Int64($0.value))) \($0.key)" }.joined(separator: ", ")
        case let event as EventName: event.rawValue
        default: nil
        }
    }
}
