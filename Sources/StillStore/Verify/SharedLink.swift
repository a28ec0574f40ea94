import Catalog
import ContentStore
import Values

extension Library {
    /// Whether the link at a path is that of another current path, and shows what it must: on a file
    /// system that ignores case or normalizes names both have one link, which cannot show two things.
    func isShared(_ name: BucketPath, _ reader: CatalogReader) throws -> Bool {
        let (disk, layout) = (directory.disk, directory.layout)
        let place = layout.link(name)
        guard let own = try disk.stat(place, following: false), own.kind == .link,
            let text = try disk.readlink(place),
            let digest = layout.digest(ofLink: text, at: name)
        else { return false }
        return try reader.assets(digest: digest, limit: Library.sharers).contains { asset in
            guard asset.asset.isCurrent, let bucket = asset.bucket, let path = asset.path,
                let other = treePath(bucket, path), other != name
            else { return false }
            return try disk.stat(layout.link(other), following: false)?.identity == own.identity
        }
    }

    /// So many assets of a link's content are looked at.
    private static let sharers = 1000
}
