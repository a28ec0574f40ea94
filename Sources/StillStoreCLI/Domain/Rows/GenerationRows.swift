import Wire

extension GenerationJSON: TableRow {
    var row: [String] {
        [
            id, kind, status, is_starred ? "*" : "-", asset_id.cell, (name ?? prompt).shortCell,
        ]
    }
}

extension VariantJSON: TableRow {
    var row: [String] {
        [
            id, type, is_primary ? "primary" : "-", viewed_at == nil ? "new" : "seen",
            is_starred ? "*" : "-", asset_id.cell, name.shortCell,
        ]
    }
}

extension GenerationBadgesJSON: TableRow {
    var row: [String] {
        [generation_id, "\(variants) variants", "\(unseen) new", "\(derived) derived"]
    }
    static var right: Set<Int> { [1, 2, 3] }
}

extension ShotPlacesJSON: TableRow {
    var row: [String] {
        [shot_id, frames.isEmpty ? "-" : frames.map(String.init).joined(separator: ", ")]
    }
}

extension CaptionJSON: TableRow {
    var row: [String] { [id, image_type, (asset_id ?? image_path).cell, String?(text).shortCell] }
}
