import Catalog

extension DomainAccess {
    /// - Throws: `DomainError.notFound` unless the asset is there and the user's; one without an owner is
    ///   for admins.
    func requireAsset(_ id: String, of user: String) throws {
        let row = try connection.row(
            "SELECT user_id FROM assets WHERE id = ? AND deleted_at IS NULL", [id])
        guard let row, row.values[0] == .text(user) || (row.values[0] == .null && viewer.isAdmin)
        else { throw DomainError.notFound(.assets, id) }
    }

    /// - Throws: `DomainError.notFound` unless the viewer may know of it: their own; admins, all.
    package func requireAsset(_ id: String) throws {
        let row = try connection.row("SELECT user_id FROM assets WHERE id = ?", [id])
        guard let row, viewer.isAdmin || row.values[0] == .text(viewer.userID) else {
            throw DomainError.notFound(.assets, id)
        }
    }
}
