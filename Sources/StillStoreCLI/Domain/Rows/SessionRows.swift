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

extension BriefJSON: TableRow {
    var row: [String] {
        [session_id, category.cell, product_name.cell, text_color.cell, product_prompt.shortCell]
    }
}
