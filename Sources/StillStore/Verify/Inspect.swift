import Catalog
import ContentStore
import Values

/// What was read of a subject's file before any lock was taken.
struct Inspection {
    var facts: FileFacts?
    /// Of its bytes, where it is a regular file.
    var digest: Digest?
    /// What an object without a row shows.
    var content: BlobRecord.Content?
    var error: DiskError?
}

/// Reads what a judgement needs and what would hold others up under the locks.
struct Inspect {
    let library: Library
    /// Objects without rows are decoded only where they may get one.
    let forRepair: Bool

    func callAsFunction(_ subject: Subject, _ reader: CatalogReader) -> Inspection {
        var found = Inspection()
        do {
            switch subject {
            case .object(let digest):
                let path = library.directory.layout.object(digest)
                let row = try reader.blobCheck(digest)
                guard row != nil || forRepair else { break }
                try hash(path, size: row?.size, &found)
                if row == nil, found.digest == digest, let size = found.facts?.size {
                    found.content = library.content(of: path, digest, size: size)
                }
            case .strayObject(let path), .entry(let path):
                if forRepair { try hash(path, &found) }
            case .link(let bucket, let path):
                guard forRepair, let place = library.treePlace(bucket, path) else { break }
                try hash(place, &found)
            case .strayBucket(let path), .strayRendition(let path):
                if forRepair { try hash(path, &found) }
            case .rendition(let digest, let recipe):
                guard let row = try reader.rendition(of: digest, recipe: recipe) else { break }
                try hash(library.renditionPath(row), size: row.size, &found)
            case .staged, .partial, .rows, .catalog, .unreadable: break
            }
        } catch let error as DiskError {
            found.error = error
        } catch {
            // The judgement reads the same rows and meets the same error.
        }
        return found
    }

    /// - Parameter size: what it should have; else it is read up to the size that files may have.
    private func hash(
        _ path: FilePath, size: Int64? = nil, _ found: inout Inspection
    ) throws {
        let disk = library.directory.disk
        found.facts = try disk.stat(path, following: false)
        guard let facts = found.facts, facts.kind == .file,
            !facts.isFarLarger(than: size ?? Int64(clamping: library.limits.fileBytes))
        else { return }
        found.digest = try Staging.hash(try disk.open(path), disk).0
    }
}

extension Library {
    /// Where the tree shows a path, given as the catalogue writes it; nil for what is no path.
    func treePlace(_ bucket: String, _ path: String) -> FilePath? {
        treePath(bucket, path).map { directory.layout.link($0) }
    }

    func treePath(_ bucket: String, _ path: String) -> BucketPath? {
        try? BucketPath(recorded: bucket, path)
    }
}
