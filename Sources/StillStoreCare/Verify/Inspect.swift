import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// What was read of a suspect's file before any lock was taken.
struct Inspection {
    var facts: FileFacts?
    /// Of its bytes, where it is a regular file.
    var digest: Digest?
    /// What an object without a row shows.
    var content: BlobRecord.Content?
    /// And what it says of how it was made.
    var metadata: BlobMetadata?
    var error: DiskError?
}

/// Reads, before locks are taken, what the diagnosis needs and what takes long.
struct Inspect {
    let library: Library
    /// Objects without rows are decoded only if a repair may add their rows.
    let forRepair: Bool

    func inspection(_ suspect: Suspect, _ reader: CatalogReader) -> Inspection {
        var found = Inspection()
        do {
            switch suspect {
            case .object(let digest):
                let row = try reader.blobCheck(digest)
                guard row != nil || forRepair else { break }
                try hash(.original(digest), size: row?.size, &found)
                if row == nil, found.digest == digest, let size = found.facts?.size {
                    let picture = library.picture(of: digest, size: size)
                    (found.content, found.metadata) = (picture.content, picture.metadata)
                }
            case .strayObject(let path), .entry(let path):
                if forRepair { try hash(path, &found) }
            case .link(let bucket, let path):
                guard forRepair, let name = library.treePath(bucket, path) else { break }
                try hash(library.directory.tree.location(of: name), &found)
            case .strayBucket(let path), .strayRendition(let path):
                if forRepair { try hash(path, &found) }
            case .rendition(let digest, let recipe):
                guard let row = try reader.rendition(of: digest, recipe: recipe) else { break }
                try hash(row.key, size: row.size, &found)
            case .staged, .partial, .rows, .domain, .catalog, .unreadable: break
            }
        } catch let error as DiskError {
            found.error = error
        } catch {
            // The diagnosis reads the same rows and meets the same error.
        }
        return found
    }

    /// - Parameter size: the expected size; if nil, the file is read up to the size limit of files.
    private func hash(_ key: ObjectKey, size: Int64?, _ found: inout Inspection) throws {
        let objects = library.directory.objects
        found.facts = try objects.facts(of: key)
        if isToRead(found.facts, size) { found.digest = try objects.open(key)?.digest().0 }
    }

    private func hash(_ path: FilePath, _ found: inout Inspection) throws {
        found.facts = try library.directory.facts(at: path)
        if isToRead(found.facts, nil) {
            found.digest = try library.directory.reader(at: path).digest().0
        }
    }

    private func isToRead(_ facts: FileFacts?, _ size: Int64?) -> Bool {
        guard let facts, facts.kind == .file else { return false }
        return !facts.isFarLarger(than: size ?? Int64(clamping: library.limits.fileBytes))
    }
}

extension Library {
    /// A path as the catalogue writes it; nil if it is not valid.
    func treePath(_ bucket: String, _ path: String) -> BucketPath? {
        try? BucketPath(recorded: bucket, path)
    }
}
