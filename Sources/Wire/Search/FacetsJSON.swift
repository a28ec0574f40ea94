package import Domain

/// What a search finds, counted.
package struct FacetsJSON: WireJSON {
    package let query: String
    package let total: Int
    package let facets: [FacetJSON]

    package init(_ summary: FacetSummary, query: String) {
        self.query = query
        total = summary.total
        facets = SearchFacet.allCases.compactMap { facet in
            summary.facets[facet].map { FacetJSON(facet, $0) }
        }
    }
}

/// By what is counted, and how many there are of each value.
package struct FacetJSON: WireJSON {
    package let facet: String
    package let values: [FacetValueJSON]

    init(_ facet: SearchFacet, _ values: [FacetSummary.Value]) {
        self.facet = facet.rawValue
        self.values = values.map { FacetValueJSON(value: $0.value, count: $0.count) }
    }
}

package struct FacetValueJSON: WireJSON {
    package let value: String
    package let count: Int
}
