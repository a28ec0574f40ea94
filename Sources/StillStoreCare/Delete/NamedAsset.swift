import Catalog
import ContentStore
import StillStoreCore

/// The asset that a reference names for deletion or undeletion.
///
/// Unlike with `find`, a digest that several assets share names none of them: the program does not
/// choose which to delete.
enum NamedAsset {
    case found(AssetListing)
    case unclear(String)
    case none

    static func toDelete(_ reference: String, _ reader: CatalogReader) throws -> NamedAsset {
        try find(
            reference, reader,
            at: {
                try reader.asset(bucket: $0, path: $1) ?? reader.lastDeleted(bucket: $0, path: $1)
            },
            among: { assets in
                let current = assets.filter(\.asset.isCurrent)
                return current.isEmpty ? assets.suffix(1) : current
            })
    }

    static func toUndelete(_ reference: String, _ reader: CatalogReader) throws -> NamedAsset {
        try find(
            reference, reader,
            at: {
                try reader.lastDeleted(bucket: $0, path: $1) ?? reader.asset(bucket: $0, path: $1)
            },
            among: { assets in
                let deleted = assets.filter { $0.asset.deletedAt != nil }
                return deleted.isEmpty ? assets.suffix(1) : deleted
            })
    }

    private static func find(
        _ reference: String, _ reader: CatalogReader,
        at place: (_ bucket: String, _ path: String) throws -> AssetListing?,
        among choose: ([AssetListing]) -> [AssetListing]
    ) throws -> NamedAsset {
        if reference.utf8.count == 36, let asset = try reader.asset(id: reference.lowercased()) {
            return .found(asset)
        }
        if let (bucket, path) = bucketAndPath(reference) {
            switch try AssetPlace.find(bucket, path, at: place) {
            case .one(let asset): return .found(asset)
            case .two: return .unclear(AssetPlace.unclear)
            case .none: return .none
            }
        }
        let digests = try reader.digests(prefix: reference.lowercased())
        if digests.count > 1 {
            return .unclear("more than one digest begins like this: give more of it")
        }
        guard let digest = digests.first else { return .none }
        let chosen = choose(try reader.assets(digest: digest, limit: 1000))
        guard let first = chosen.first else { return .none }
        if chosen.count == 1 { return .found(first) }
        let names = chosen.prefix(3).map(\.asset.id).joined(separator: ", ")
        let more = chosen.count > 3 ? ", …" : ""
        return .unclear(
            "\(chosen.count) assets have these bytes (\(names)\(more)): name one by its id")
    }
}
