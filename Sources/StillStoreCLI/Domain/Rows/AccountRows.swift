import Wire

extension UserJSON: TableRow {
    var row: [String] {
        [
            id, email, name, role, deleted_at != nil ? "deleted" : disabled_at.since("disabled"),
            Format.time(created_at.milliseconds),
        ]
    }
}

extension AccessTokenJSON: TableRow {
    var row: [String] {
        let state = revoked_at != nil ? revoked_at.since("revoked") : expires_at.since("until")
        return [id, kind, name, scopes.joined(separator: ","), state]
    }
}

extension IssuedTokenJSON: TableRow {
    var row: [String] { [token.id, secret] }
}

extension CredentialJSON: TableRow {
    var row: [String] { [id, name, expires_at.since("until")] }
}

extension ChangedJSON: TableRow {
    var row: [String] { [id, event.rawValue] }
}

extension Timestamp? {
    /// `deleted 2026-01-31 12:00:00Z`; a dash where there is none.
    func since(_ word: String) -> String {
        map { "\(word) \(Format.time($0.milliseconds))" } ?? "-"
    }
}

extension String? {
    /// For a cell: a dash where there is nothing.
    var cell: String { self ?? "-" }

    /// For a cell that is not to grow: its beginning.
    var shortCell: String {
        guard let self else { return "-" }
        return self.count > 60 ? self.prefix(59) + "…" : self
    }
}

extension LoginLinkJSON: TableRow {
    var row: [String] { [path, "until \(Format.time(expires_at.milliseconds))"] }
}
