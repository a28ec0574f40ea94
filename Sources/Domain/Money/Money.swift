/// Amounts: integers of 1/1,000,000 of a currency unit, or of a credit.
package enum Money {
    package static let unit: Int64 = 1_000_000

    /// As decimal text, without zeros at the end behind the second digit: `12.50`, `0.0278`.
    package static func text(_ amount: Int64) -> String {
        let whole = amount.magnitude / UInt64(unit)
        var digits = String(amount.magnitude % UInt64(unit))
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.count > 2, digits.last == "0" { digits.removeLast() }
        return "\(amount < 0 ? "-" : "")\(whole).\(digits)"
    }
}
