import Catalog
import ContentStore
import Foundation
import Values

// On a file system that ignores case, or normalizes names, several names of the catalogue share one
// link. It shows what came last, under the spelling of one of them, and says nothing of the others.
extension RebuildCatalogue {
    /// Whether a link is that of another name, which the facts know with these bytes.
    func isShared(_ entry: TreeEntry, _ digest: Digest, _ writer: RebuildWriter) throws -> Bool {
        let disk = directory.disk
        guard let own = try disk.stat(entry.path, following: false) else { return false }
        return try writer.places(of: digest).contains { bucket, path in
            guard let place = bucketPath(bucket, path) else { return false }
            let link = directory.layout.link(place)
            return try disk.stat(link, following: false)?.identity == own.identity
        }
    }

    /// Whether the tree has the link of a path in this spelling, and not only in another that the
    /// file system holds equal.
    func isSpelled(_ place: BucketPath) throws -> Bool {
        var name = directory.layout.link(place)
        while name != directory.layout.buckets {
            let listing = try directory.disk.list(name.parent)
            let wanted = name.name
            guard (0..<listing.count).contains(where: { listing.name($0).elementsEqual(wanted) })
            else { return false }
            name = name.parent
        }
        return true
    }
}
