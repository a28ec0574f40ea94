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
}
