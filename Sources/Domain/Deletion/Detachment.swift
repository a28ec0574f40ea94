/// A reference that was taken away when what it named was deleted.
package struct Detachment: DomainRecord {
    var entity = ""
    var rowID = ""
    var column = ""
    var was = ""
    /// The row whose deletion was asked for.
    var deletedWith = ""

    package init() {}

    package static let table = Table<Detachment>(
        .detachments, key: ["entity", "row_id", "column_name"], audience: { _ in .admins },
        isInFeed: false
    ) {
        $0.column("entity", \.entity)
        $0.column("row_id", \.rowID)
        $0.column("column_name", \.column)
        $0.column("was", \.was)
        $0.column("deleted_with", \.deletedWith)
    }
}
