package import Catalog
package import ContentStore
package import Values

extension RenditionRecord {
    /// The key of its bytes in the object store.
    package var key: ObjectKey {
        .rendition(digest, recipe: recipeID, fileExtension: fileExtension)
    }

    /// Of its file.
    package var fileExtension: String { format == "jpeg" ? "jpg" : format }
}

extension StagedObject {
    /// - Parameter path: in a staging area.
    package init(rendition record: RenditionRecord, path: FilePath) {
        self.init(
            renditionOf: record.digest, recipe: record.recipeID,
            fileExtension: record.fileExtension, size: UInt64(max(0, record.size)), path: path)
    }
}
