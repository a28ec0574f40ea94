/// What work of one type costs: exact decimals, rounded once, half up.
///
/// (base × (seconds | units) + frames × factor × (seconds, when per second)) × resolution × model.
struct Price {
    /// So many parts a credit is counted in while it is computed.
    private static let scale: Int64 = 1_000_000_000

    private let type: TaskType
    private let resolutions: [String: Int64]
    private let models: [String: Int64]
    private let frame: Int64

    /// - Throws: `DomainError.invalid` for factors that are no decimals.
    init(of type: TaskType) throws(DomainError) {
        guard let factors = type.factors.object else { throw .invalid(.factors, .malformed) }
        guard type.price >= 0 else { throw .invalid(.price, .outside(0, .max)) }
        self.type = type
        resolutions = try Price.factors(factors["resolution"])
        models = try Price.factors(factors["model"])
        frame =
            try factors["frames"].map { (value) throws(DomainError) in
                try Price.decimal(value)
            } ?? 0
    }

    private static func factors(_ value: Any?) throws(DomainError) -> [String: Int64] {
        guard let value else { return [:] }
        guard let members = value as? [String: Any] else { throw .invalid(.factors, .malformed) }
        var factors: [String: Int64] = [:]
        for (name, value) in members { factors[name] = try decimal(value) }
        return factors
    }

    /// A decimal as text, or a number, in parts.
    private static func decimal(_ value: Any) throws(DomainError) -> Int64 {
        let text = (value as? String) ?? "\(value)"
        guard let match = text.wholeMatch(of: /([0-9]{1,6})(\.([0-9]{1,9}))?/) else {
            throw .invalid(.factors, .malformed)
        }
        let fraction = String(match.3 ?? "")
        let digits = fraction + String(repeating: "0", count: 9 - fraction.count)
        return Int64(match.1)! * scale + Int64(digits)!
    }

    /// In 1/1,000,000 credit.
    func amount(of job: Job, milliseconds: Int64, units: Int, digits: Int) -> Int64 {
        let parameters = job.parameters.object ?? [:]
        let frames = Int128((parameters["frames"] as? Int64) ?? 0)
        // In parts times 1,000, because time is in milliseconds.
        let quantity =
            type.billing == .perSecond ? Int128(max(0, milliseconds)) : Int128(units) * 1000
        let duration = type.billing == .perSecond ? Int128(max(0, milliseconds)) : 1000
        var total = Int128(type.price) * quantity + frames * Int128(frame) * duration
        var divisor: Int128 = 1000
        let chosen = [
            (parameters["resolution"] as? String).flatMap { resolutions[$0] },
            job.model.flatMap { models[$0] },
        ]
        for factor in chosen.compactMap({ $0 }) {
            total *= Int128(factor)
            divisor *= Int128(Price.scale)
        }
        return Price.rounded(total, divisor, digits)
    }

    private static func rounded(_ total: Int128, _ divisor: Int128, _ digits: Int) -> Int64 {
        var unit = Int128(scale)
        for _ in 0..<digits { unit /= 10 }
        // So many of the smallest amounts that the account shows.
        let count = (total * 2 + divisor * unit) / (divisor * unit * 2)
        let micro = count * unit / 1000
        return Int64(clamping: micro)
    }
}
