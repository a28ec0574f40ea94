import Domain
import Wire

extension JobJSON: TableRow {
    var row: [String] {
        [id, type, status, "\(received)/\(wanted)", (error ?? name ?? prompt).shortCell]
    }
    static var right: Set<Int> { [3] }
}

extension JobReferenceJSON: TableRow {
    var row: [String] { [asset_id, role] }
}

extension HeldJobJSON: TableRow {
    var row: [String] {
        [job.id, String(lease), job.type, (job.prompt ?? job.name).shortCell]
    }
}

extension LeaseJSON: TableRow {
    var row: [String] { [job, String(lease), Format.time(lease_until.milliseconds)] }
}

extension JobCompletionJSON: TableRow {
    var row: [String] { [job.id, job.status] + generations + variants }
}

extension WaitingJSON: TableRow {
    var row: [String] { [reason, String(count)] }
    static var right: Set<Int> { [1] }
}

extension WorkerJSON: TableRow {
    var row: [String] {
        [id, name, run_place, state, user_id ?? "everybody", last_heartbeat_at.since("heard of")]
    }
}

extension TaskTypeJSON: TableRow {
    var row: [String] {
        [name, run_place, outcome, charging, Money.price(price), billing, is_active ? "-" : "off"]
    }
    static var right: Set<Int> { [4] }
}

extension Money {
    /// A price in 1/1,000,000,000, without zeros at its end.
    fileprivate static func price(_ nano: Int64) -> String {
        let rest = nano % 1000
        if rest == 0 { return text(nano / 1000) }
        var digits = String(nano % 1_000_000_000)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(nano / 1_000_000_000).\(digits)"
    }
}
