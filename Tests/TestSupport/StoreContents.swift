package import Catalog
import ContentStore
import Foundation
import StillStoreCore
package import Values

/// All that a store holds, for comparing two of them: rows as the library reads them, files by
/// their digests, links by their texts.
package struct StoreContents: Equatable {
    /// Past ones too, newest first.
    package var assets: [AssetListing] = []
    /// By the id of an asset of their blob.
    package var renditions: [String: [RenditionRecord]] = [:]
    package var statistics: CatalogStatistics?
    /// Everything below `objects/` and `renditions/`.
    package var files: [String: Digest] = [:]
    /// Everything below `buckets/` that is no directory.
    package var links: [String: String] = [:]

    package init(of store: TestStore) throws {
        let library = try store.open()
        defer { library.close() }
        var filter = AssetFilter()
        filter.includesPast = true
        var after: String?
        while true {
            let page = try library.list(filter, after: after, limit: 500)
            guard let last = page.last else { break }
            assets += page
            after = last.asset.id
        }
        for asset in assets {
            let details = try library.details(asset.asset.id)
            if !details.renditions.isEmpty {
                renditions[asset.asset.id] = details.renditions.map(\.record)
            }
        }
        statistics = try library.statistics()
        for part in ["objects", "renditions"] {
            for name in TestSupport.files(below: store.path + "/" + part) {
                let contents = try bytes(of: store.path + "/" + part + "/" + name)
                files[part + "/" + name] = contents.withUnsafeBytes { Digest.of($0) }
            }
        }
        let walk = try LinkWalk(StoreFiles(at: FilePath(store.path), Disk()))
        while let link = try walk.next() {
            links[link.bucket + "/" + link.path] = try Disk().readlink(link.place)?.text
        }
    }

    /// Current assets without an object of the right bytes, or without a link to it.
    package func unfounded() -> [String] {
        let objects = Set(
            files.filter { $0.key.hasPrefix("objects/") && $0.key.hasSuffix("/" + $0.value.hex) }
                .values)
        return assets.compactMap { listing in
            let asset = listing.asset
            guard asset.supersededBy == nil, let digest = asset.digest
            else { return nil }
            let path = (listing.bucket ?? "") + "/" + (listing.path ?? "")
            let isLinked = links[path]?.hasSuffix("/" + digest.hex) == true
            return objects.contains(digest) && isLinked ? nil : path
        }
    }
}
