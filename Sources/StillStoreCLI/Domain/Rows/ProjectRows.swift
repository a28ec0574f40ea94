import Wire

extension ProjectJSON: TableRow {
    var row: [String] {
        [
            id, name, aspect_ratio.cell, deleted_at.since("deleted"),
            Format.time(created_at.milliseconds),
        ]
    }
}

extension ShotJSON: TableRow {
    var row: [String] { [id, String(position), name, aspect_ratio.cell] }
    static var right: Set<Int> { [1] }
}

extension EntryJSON: TableRow {
    var row: [String] {
        [
            id, position.map(String.init) ?? "-", timeline_frame.map(String.init) ?? "-",
            generation_id, kind, is_locked ? "locked" : "-",
        ]
    }
    static var right: Set<Int> { [1, 2] }
}

extension EntryMoveJSON: TableRow {
    var row: [String] {
        [entry, from.map(String.init) ?? "-", "→", to.map(String.init) ?? "-"]
    }
    static var right: Set<Int> { [1, 3] }
}
