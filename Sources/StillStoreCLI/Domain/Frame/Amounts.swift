import ArgumentParser
import Domain
import Foundation
import Values

/// A decimal as typed, exactly.
enum DecimalText {
    /// In parts of which a unit has 10 to the power of `digits`; nil for what is no such decimal.
    static func parts(_ text: String, digits: Int) -> Int64? {
        guard let match = text.wholeMatch(of: /(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?/) else {
            return nil
        }
        var fraction = String(match.3 ?? "")
        while fraction.count > digits, fraction.last == "0" { fraction.removeLast() }
        guard fraction.count <= digits else { return nil }
        fraction += String(repeating: "0", count: digits - fraction.count)
        return Int64("\(match.1)\(match.2)\(fraction)")
    }
}

/// An amount of a currency or of credits, with up to six digits behind the point.
struct Amount: ExpressibleByArgument {
    /// In 1/1,000,000.
    let micro: Int64

    init?(argument: String) {
        guard let micro = DecimalText.parts(argument, digits: 6) else { return nil }
        self.micro = micro
    }
}

/// A price of a second or a unit, with up to nine digits behind the point.
struct PriceAmount: ExpressibleByArgument {
    /// In 1/1,000,000,000 credit.
    let nano: Int64

    init?(argument: String) {
        guard let nano = DecimalText.parts(argument, digits: 9), nano >= 0 else { return nil }
        self.nano = nano
    }
}

/// When something ends: a date, a date and time, how long from now, or never.
enum Expiry: ExpressibleByArgument {
    case never
    case at(Int64)

    init?(argument: String) {
        if let age = RetentionAge(argument) {
            self = age.milliseconds.map { .at(WallClock.system.now() + $0) } ?? .never
            return
        }
        guard let moment = Moment(argument: argument) else { return nil }
        self = .at(moment.milliseconds)
    }

    var milliseconds: Int64? {
        guard case .at(let moment) = self else { return nil }
        return moment
    }
}
