import Catalog

extension Generations {
    /// What each of these shows, by one query for a page of them.
    package func shown(_ generations: [Generation]) throws -> [ShownGeneration] {
        guard !generations.isEmpty else { return [] }
        let marks = generations.map { _ in "?" }.joined(separator: ", ")
        let primaries = try access.records(
            Variant.self,
            "WHERE generation_id IN (\(marks)) AND is_primary = 1 AND deleted_at IS NULL",
            generations.map(\.id))
        let byGeneration = Dictionary(
            primaries.map { ($0.generationID, $0) }, uniquingKeysWith: { first, _ in first })
        return generations.map {
            ShownGeneration(generation: $0, primary: byGeneration[$0.id])
        }
    }
}
