import Catalog
import Values

/// An asset in a line of a list for people.
enum AssetRow {
    /// Cells that are aligned right.
    static let right: Set<Int> = [2, 4]

    static func cells(_ listing: AssetListing) -> [String] {
        let picture = listing.blob?.picture
        var place = [listing.bucket, listing.path].compactMap(\.self).joined(separator: "/")
        // Assets without bytes have no path yet, but an address.
        if place.isEmpty { place = listing.asset.source ?? listing.asset.target ?? "" }
        return [
            listing.asset.id, Format.time(listing.asset.createdAt),
            picture.map { "\($0.width)x\($0.height)" } ?? "-",
            picture?.format ?? listing.asset.kind.rawValue,
            listing.blob.map { Format.bytes($0.size) } ?? "-", status(listing), printable(place),
        ]
    }

    private static func status(_ listing: AssetListing) -> String {
        let asset = listing.asset
        if let deleted = asset.deletedAt { return "deleted " + Format.time(deleted) }
        if asset.supersededBy != nil { return "superseded" }
        if let state = listing.blob?.state, state != .present { return state.rawValue }
        return asset.sourceGoneAt != nil ? "gone at source" : asset.retrievalStatus.rawValue
    }
}
