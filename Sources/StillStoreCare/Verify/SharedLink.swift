import Catalog
import ContentStore
import StillStoreCore
import Values

extension Library {
    /// Whether the link at a path belongs to another current path and shows its object: on a file
    /// system that ignores case or normalizes names both have one link, which cannot show two
    /// objects.
    func isShared(_ name: BucketPath, _ reader: CatalogReader) throws -> Bool {
        let tree = directory.tree
        guard let digest = try tree.entry(at: name)?.shown else { return false }
        return try reader.assets(digest: digest, limit: Library.sharers).contains { asset in
            guard asset.asset.isCurrent, let bucket = asset.bucket, let path = asset.path,
                let other = treePath(bucket, path), other != name
            else { return false }
            return try tree.areOne(name, other)
        }
    }

    /// At most this many assets of the link's content are read.
    private static let sharers = 1000
}
