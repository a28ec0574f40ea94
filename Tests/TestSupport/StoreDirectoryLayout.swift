package import ContentStore

extension StoreDirectory {
    /// The paths of everything, for tests that look, or do damage, behind the store's back.
    package var layout: StoreLayout { StoreLayout(root: root) }
}
