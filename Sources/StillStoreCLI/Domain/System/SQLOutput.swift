import Catalog
import Foundation

/// Rows of somebody's own statements.
final class SQLOutput {
    enum Form { case table, json, csv }

    private let form: Form
    private var columns: [String] = []
    private var rows: [[SQLValue]] = []
    private var isFirst = true

    init(_ form: Form) { self.form = form }

    func begin(_ columns: [String]) {
        self.columns = columns
        isFirst = true
        if form == .csv, !columns.isEmpty {
            Console.result(columns.map(csv).joined(separator: ","))
        }
    }

    func add(_ row: [SQLValue]) {
        switch form {
        case .json: Console.result(object(row))
        case .csv:
            Console.result(row.map { csv(text($0)) }.joined(separator: ","))
        case .table:
            rows.append(row)
            // A long answer is aligned in parts, so that it needs no memory of its length.
            if rows.count == 1000 { flush() }
        }
    }

    func end() {
        if form == .table { flush() }
    }

    private func flush() {
        if columns.isEmpty { return }
        if rows.isEmpty, !isFirst { return }
        let right = Set(
            columns.indices.filter { column in
                !rows.isEmpty
                    && rows.allSatisfy {
                        switch $0[column] {
                        case .integer, .real, .null: true
                        case .text, .blob: false
                        }
                    }
            })
        let cells = ((isFirst ? [columns] : []) + rows.map { $0.map { text($0) } })
            .map { $0.map(printable) }
        Console.result(Format.table(cells, right: right))
        isFirst = false
        rows = []
    }

    private func text(_ value: SQLValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): number.description
        case .text(let text): text
        case .blob(let bytes): hex(bytes)
        }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private func csv(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) || $0 == "\r\n" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// In the order of the columns; of two that are called alike both are written.
    private func object(_ row: [SQLValue]) -> String {
        let fields = zip(columns, row).map { name, value in
            let value =
                switch value {
                case .null: "null"
                case .integer(let number): String(number)
                case .real(let number) where number.isFinite: number.description
                case .real: "null"
                case .text(let text): quoted(text)
                case .blob(let bytes): quoted(hex(bytes))
                }
            return "\(quoted(name)):\(value)"
        }
        return "{" + fields.joined(separator: ",") + "}"
    }

    private func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
