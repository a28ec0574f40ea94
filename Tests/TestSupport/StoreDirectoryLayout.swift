package import ContentStore

extension StoreDirectory {
    /// Where everything lies, for tests that look, or do damage, behind the store's back.
    package var layout: StoreLayout { StoreLayout(root: root) }
}
