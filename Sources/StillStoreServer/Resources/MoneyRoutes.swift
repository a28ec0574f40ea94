import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addMoney() {
        list("/api/v1/costs", "listCosts", "What was spent, newest first") {
            (query: CostQuery, request, reader) in
            try reader.costs.page(query.filter, of: nil, request).map(CostJSON.init)
        }
        list("/api/v1/credits/ledger", "listLedger", "What changed the balance, newest first") {
            (_: Paging, request, reader) in
            try reader.credits.page(of: nil, request).map(LedgerRowJSON.init)
        }
    }
}

private struct CostQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project, session, generation: String?

    var filter: CostFilter {
        var filter = CostFilter()
        (filter.project, filter.session, filter.generation) = (project, session, generation)
        return filter
    }
}
