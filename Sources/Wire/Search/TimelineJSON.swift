package import Domain

/// How many assets a search finds of each month, the last month first.
package struct TimelineJSON: WireJSON {
    package struct Month: Codable, Sendable {
        /// `2026-11`
        package let month: String
        package let count: Int
    }

    package let items: [Month]
    package let total: Int

    package init(_ summary: FacetSummary) {
        items = (summary.facets[.month] ?? []).map { Month(month: $0.value, count: $0.count) }
        total = summary.total
    }
}
