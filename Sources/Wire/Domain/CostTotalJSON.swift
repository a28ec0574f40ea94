package import Domain

/// What was spent in one currency.
package struct CostTotalJSON: WireJSON {
    package let currency: String
    package let amount: Int64

    package init(currency: String, amount: Int64) {
        self.currency = currency
        self.amount = amount
    }
}

/// Costs of one category, provider and currency.
package struct CostGroupJSON: WireJSON {
    package let category, provider, currency: String
    package let calls: Int
    package let amount: Int64
    package let mean_latency_ms: Int64?

    package init(_ group: CostGroup) {
        category = group.category.rawValue
        provider = group.provider
        currency = group.currency
        calls = group.calls
        amount = group.amount
        mean_latency_ms = group.meanLatencyMilliseconds
    }
}
