import Catalog
import ContentStore
import Values

extension FilePath {
    /// What the catalogue is given to open the file at this path.
    /// - Throws: `StoreError.pathNotText`.
    package var databaseName: String {
        get throws(StoreError) {
            guard let name = Catalog.databaseName(bytes) else { throw .pathNotText(self) }
            return name
        }
    }
}
