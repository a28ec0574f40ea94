import Catalog
import Foundation

/// Rows as JSON objects.
enum RowJSON {
    enum Form {
        /// As its owner may see it: JSON columns are JSON, flags are true and false.
        case shown
        /// All of it, so that the same row can be made again: JSON columns are text.
        case whole
    }

    static func object(_ table: TableDescription, _ row: [SQLValue], _ form: Form) -> String {
        var text = "{"
        for (column, value) in zip(table.columns, row) {
            if form == .shown, column.traits.contains(.hidden) { continue }
            if text.utf8.count > 1 { text += "," }
            append(column.name, to: &text)
            text += ":"
            append(value, column.kind, form, to: &text)
        }
        return text + "}"
    }

    static func array(_ words: [String]) -> String {
        var text = "["
        for word in words {
            if text.utf8.count > 1 { text += "," }
            append(word, to: &text)
        }
        return text + "]"
    }

    private static func append(
        _ value: SQLValue, _ kind: ColumnKind, _ form: Form, to text: inout String
    ) {
        switch (value, form) {
        case (.null, _): text += "null"
        case (.integer(let number), .shown) where kind == .flag:
            text += number == 0 ? "false" : "true"
        case (.integer(let number), _): text += String(number)
        case (.real(let number), _): text += number.description
        case (.text(let json), .shown) where kind == .json: text += json
        case (.text(let words), _): append(words, to: &text)
        case (.blob(let bytes), _): append(Data(bytes).base64EncodedString(), to: &text)
        }
    }

    static func append(_ words: String, to text: inout String) {
        text += "\""
        if words.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            text += words
        } else {
            for scalar in words.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\u{0}"..."\u{1F}":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    /// The row that `object` made in its whole form.
    /// - Returns: nil for a value of another kind. A column that is missing has its initial value.
    static func row(_ table: TableDescription, _ object: [String: Any]) -> [SQLValue]? {
        var row: [SQLValue] = []
        for column in table.columns {
            guard let value = object[column.name] else {
                row.append(column.initial)
                continue
            }
            guard let value = sqlValue(value, column.kind) else { return nil }
            row.append(value)
        }
        return row
    }

    private static func sqlValue(_ value: Any, _ kind: ColumnKind) -> SQLValue? {
        if value is NSNull { return .null }
        switch kind {
        case .text, .json: return (value as? String).map { .text($0) }
        case .integer, .flag: return (value as? Int64).map { .integer($0) }
        case .real: return (value as? Double).map { .real($0) }
        case .bytes:
            return (value as? String).flatMap { Data(base64Encoded: $0) }.map { .blob([UInt8]($0)) }
        }
    }
}
