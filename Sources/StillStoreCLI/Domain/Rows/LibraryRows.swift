import Wire

extension AlbumJSON: TableRow {
    var row: [String] { [id, name, cover_asset_id.cell, description.shortCell] }
}

extension AlbumAssetJSON: TableRow {
    var row: [String] { [asset_id, String(position), Format.time(added_at.milliseconds)] }
    static var right: Set<Int> { [1] }
}

extension SharedLinkJSON: TableRow {
    var row: [String] {
        [
            id, target, target_id, max_views.map { "\(views)/\($0) views" } ?? "\(views) views",
            has_password ? "password" : "-",
            revoked_at != nil ? revoked_at.since("revoked") : expires_at.since("until"),
        ]
    }
    static var right: Set<Int> { [3] }
}

extension IssuedLinkJSON: TableRow {
    var row: [String] { [link.id, key] }
}

extension TagJSON: TableRow {
    var row: [String] { [id, name] }
}

extension TaggedAssetJSON: TableRow {
    var row: [String] { [asset_id] }
}

extension AssetMarkJSON: TableRow {
    var row: [String] { [asset_id, rating.map { "\($0) of 5" } ?? "-", is_starred ? "*" : "-"] }
}

extension ModelJSON: TableRow {
    var row: [String] {
        [id, key, type, base, is_public ? "public" : "-", is_favourite ? "*" : "-", name]
    }
}

extension PromptTemplateJSON: TableRow {
    var row: [String] { [id, name, is_favourite ? "*" : "-", String?(prompt).shortCell] }
}

extension SettingsJSON: TableRow {
    var row: [String] {
        [
            owner_id.isEmpty ? "store" : owner_id, "\(steps) steps", "guidance \(guidance)",
            scheduler, "\(batch_size) at once", backend_mode,
        ]
    }
}

extension ToolSettingJSON: TableRow {
    var row: [String] { [tool, level, settings.text] }
}

extension DocumentJSON: TableRow {
    var row: [String] {
        [id, kind, "version \(version)", Format.bytes(size), name.isEmpty ? "-" : name]
    }
    static var right: Set<Int> { [3] }
}

extension CheckpointJSON: TableRow {
    var row: [String] { [id, "version \(version)", label] }
}

extension TrainingBatchJSON: TableRow {
    var row: [String] { [id, name, Format.time(created_at.milliseconds)] }
}

extension TrainingItemJSON: TableRow {
    var row: [String] {
        [id, duration_ms.map { "\($0) ms" } ?? "-", asset_id.cell, name.isEmpty ? "-" : name]
    }
    static var right: Set<Int> { [1] }
}

extension TrainingSegmentJSON: TableRow {
    var row: [String] { [id, String(start_ms), String(end_ms), description.shortCell] }
    static var right: Set<Int> { [1, 2] }
}

extension BucketRuleJSON: TableRow {
    var row: [String] { [name, access, user_id.cell] }
}
