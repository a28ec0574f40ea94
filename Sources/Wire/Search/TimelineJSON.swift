package import Domain

/// How many assets a search finds of each month, the last month first.
package struct TimelineJSON: WireJSON {
    package let items: [MonthJSON]
    package let total: Int

    package init(_ summary: FacetSummary) {
        items = (summary.facets[.month] ?? []).map { MonthJSON(month: $0.value, count: $0.count) }
        total = summary.total
    }
}

package struct MonthJSON: WireJSON {
    /// `2026-11`
    package let month: String
    package let count: Int
}
