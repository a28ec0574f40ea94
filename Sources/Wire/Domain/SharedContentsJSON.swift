package import Catalog
package import Domain

/// What a shared link shows, to whoever has it.
package struct SharedContentsJSON: WireJSON {
    package let target, title: String
    package let allows_download: Bool
    package let items: [SharedItemJSON]
    package let next: String?

    package init(
        _ link: SharedLink, title: String, items: [SharedItemJSON], next: String?
    ) {
        target = link.target.rawValue
        self.title = title
        allows_download = link.allowsDownload
        self.items = items
        self.next = next
    }
}

/// One picture of a shared link: nothing that its owner did not mean to show.
package struct SharedItemJSON: WireJSON {
    package let id, name, kind: String
    package let format: String?
    package let width, height: Int?
    package let size: Int64?

    package init(_ listing: AssetListing) {
        id = listing.asset.id
        name = listing.asset.name
        kind = listing.asset.kind.rawValue
        format = listing.blob?.picture?.format
        width = listing.blob?.picture?.width
        height = listing.blob?.picture?.height
        size = listing.blob?.size
    }
}
