import Catalog
import ContentStore
import Values

extension RenditionRecord {
    /// What its bytes are kept under.
    var key: ObjectKey {
        .rendition(digest, recipe: recipeID, fileExtension: fileExtension)
    }

    /// Of its file.
    var fileExtension: String { format == "jpeg" ? "jpg" : format }
}

extension StagedObject {
    /// - Parameter path: in a staging area.
    init(rendition record: RenditionRecord, path: FilePath) {
        self.init(
            renditionOf: record.digest, recipe: record.recipeID,
            fileExtension: record.fileExtension, size: UInt64(max(0, record.size)), path: path)
    }
}
