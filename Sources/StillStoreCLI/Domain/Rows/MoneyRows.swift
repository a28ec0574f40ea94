import Domain
import Wire

extension CostJSON: TableRow {
    var row: [String] {
        [
            id, Money.text(amount), currency, category, provider, model.cell,
            is_success ? "-" : "failed", Format.time(created_at.milliseconds),
        ]
    }
    static var right: Set<Int> { [1] }
}

extension CostTotalJSON: TableRow {
    var row: [String] { [Money.text(amount), currency] }
    static var right: Set<Int> { [0] }
}

extension CostGroupJSON: TableRow {
    var row: [String] {
        [
            Money.text(amount), currency, category, provider,
            Format.count(calls, "call"), mean_latency_ms.map { "\($0) ms" } ?? "-",
        ]
    }
    static var right: Set<Int> { [0, 4, 5] }
}

extension BalanceJSON: TableRow {
    var row: [String] { [user_id, Money.text(balance)] }
}

extension LedgerRowJSON: TableRow {
    var row: [String] {
        [
            id, kind, Money.text(amount), (job_id ?? payment_id).cell, note.shortCell,
            Format.time(created_at.milliseconds),
        ]
    }
    static var right: Set<Int> { [2] }
}
