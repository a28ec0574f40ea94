import Catalog
import ContentStore
import StillStoreCore
import Values

extension Prepare {
    /// Prepares the file of an item once more, because the bytes it relied on were collected. It
    /// lands where it was to land.
    func again(_ item: PreparedItem) throws -> PreparedItem {
        let digest: Digest
        let path: BucketPath
        switch item.body {
        case .failed: return item
        case .unchanged(let known, _, let place): (digest, path) = (known, place)
        case .content(let content): (digest, path) = (content.digest, content.path)
        }
        let facts: FileFacts
        do throws(DiskError) {
            guard let found = try library.directory.disk.stat(item.file) else {
                return .failed(item.file, .unreadable, "it is gone")
            }
            facts = found
        } catch {
            return .failed(item.file, .unreadable, error.explanation)
        }
        let file = SourceFile(path: item.file, relative: [], index: 0, facts: facts)
        let prepared = try self.prepare(file, at: .path(path))
        guard case .content(let content) = prepared.body, content.digest != digest else {
            return prepared
        }
        // Other bytes may belong at another path.
        for staged in prepared.staged { staging?.discard(staged.path) }
        return .failed(item.file, .changed, "it changed while it was being added: run again")
    }
}
