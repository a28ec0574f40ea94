import Domain
import HTTPTypes
import Wire

extension Routes {
    /// Amounts are in 1/1,000,000 of a currency or of a credit.
    mutating func addMoney() {
        list("/api/v1/costs", "listCosts", "What was spent, newest first") {
            (query: CostQuery, request, reader) in
            try reader.costs.page(query.filter, of: nil, request).map(CostJSON.init)
        }
        create("/api/v1/costs", "addCost", "Say what something cost") {
            (_: Nothing, body: NewCost, transaction) in
            CostJSON(try transaction.costs.add(body.target, body.fill))
        }
        items("/api/v1/costs/totals", "listCostTotals", "What was spent, by currency") {
            (query: CostFilterQuery, reader) in
            try reader.costs.totals(query.filter).sorted { $0.key < $1.key }
                .map { CostTotalJSON(currency: $0.key, amount: $0.value) }
        }
        items(
            "/api/v1/costs/breakdown", "listCostBreakdown",
            "What was spent, by category, provider and currency"
        ) { (query: CostFilterQuery, reader) in
            try reader.costs.breakdown(query.filter).map(CostGroupJSON.init)
        }
        delete("/api/v1/costs/{id}", "deleteCost", "Strike a cost") {
            (query: ByID, transaction) in try transaction.costs.delete(query.id)
        }
        addCredits()
    }

    private mutating func addCredits() {
        get("/api/v1/credits/balance", "getBalance", "Your credits") { (_: Nothing, reader) in
            BalanceJSON(user: reader.viewer.userID, balance: try reader.credits.balance())
        }
        list("/api/v1/credits/ledger", "listLedger", "What changed the balance, newest first") {
            (query: LedgerQuery, request, reader) in
            try reader.credits.page(kinds: query.kind ?? [], of: nil, request)
                .map(LedgerRowJSON.init)
        }
        create("/api/v1/credits/grant", "grantCredits", "Give credits", access: .admin) {
            (_: Nothing, body: Grant, transaction) in
            LedgerRowJSON(
                try transaction.credits.grant(body.amount, to: body.user, note: body.note))
        }
        create(
            "/api/v1/credits/purchase", "purchaseCredits",
            "Credit a payment: once, however often it is sent", access: .admin
        ) { (_: Nothing, body: Purchase, transaction) in
            LedgerRowJSON(
                try transaction.credits.purchase(
                    body.amount, by: body.user, payment: body.payment, note: body.note))
        }
        create("/api/v1/credits/refund", "refundJob", "Give back what a job took", access: .admin) {
            (_: Nothing, body: Refund, transaction) in
            LedgerRowJSON(try transaction.credits.refund(body.job, note: body.note))
        }
    }
}

private struct CostFilterQuery: Decodable, Sendable {
    var project, session, generation: String?

    var filter: CostFilter {
        var filter = CostFilter()
        (filter.project, filter.session, filter.generation) = (project, session, generation)
        return filter
    }
}

private struct CostQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project, session, generation: String?

    var filter: CostFilter {
        CostFilterQuery(project: project, session: session, generation: generation).filter
    }
}

private struct NewCost: Decodable, Sendable {
    let provider: String
    let amount: Int64
    var currency, model, call_id, error: String?
    var category: Cost.Category?
    var project, session, job, generation: String?
    var metadata: JSONValue?

    var target: CostTarget {
        var target = CostTarget()
        (target.project, target.session) = (project, session)
        (target.job, target.generation) = (job, generation)
        return target
    }

    func fill(_ cost: inout Cost) throws {
        (cost.provider, cost.amount) = (provider, amount)
        currency.replace(&cost.currency)
        model.replace(&cost.model)
        call_id.replace(&cost.callID)
        category.replace(&cost.category)
        try metadata.replace(&cost.metadata)
        if let error { (cost.error, cost.isSuccess) = (error, false) }
    }
}

private struct LedgerQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var kind: [LedgerRow.Kind]?
}

private struct Grant: Decodable, Sendable {
    let user: String
    let amount: Int64
    var note: String?
}

private struct Purchase: Decodable, Sendable {
    let user, payment: String
    let amount: Int64
    var note: String?
}

private struct Refund: Decodable, Sendable {
    let job: String
    var note: String?
}
