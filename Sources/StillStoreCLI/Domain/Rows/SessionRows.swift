import Domain
import Wire

extension SessionJSON: TableRow {
    var row: [String] {
        [
            id, workflow, status, "\(progress) %", title.isEmpty ? "-" : title,
            Format.time(updated_at.milliseconds),
        ]
    }
    static var right: Set<Int> { [3] }
}

extension ConnectionJSON: TableRow {
    var row: [String] {
        [
            id, session_id.cell, address.cell, agent.cell,
            Format.time(last_heartbeat_at.milliseconds),
            disconnected_at.map { Format.time($0.milliseconds) } ?? "open",
        ]
    }
}

extension BriefJSON: TableRow {
    var row: [String] {
        [session_id, category.cell, product_name.cell, text_color.cell, product_prompt.shortCell]
    }
}
