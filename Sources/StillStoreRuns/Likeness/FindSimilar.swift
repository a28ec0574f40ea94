package import Catalog
import ContentStore
package import Domain
import Imaging
package import StillStoreCore
package import Values

/// An asset that is like another picture.
package struct SimilarAsset: Sendable {
    package let listing: AssetListing
    /// Bits in which the perceptual hashes differ.
    package let distance: Int
}

extension Library {
    /// Assets whose pictures are like that of an asset, the nearest first; itself is not among them.
    /// - Parameter reference: an id, a digest (eight digits or more), or BUCKET/PATH.
    /// - Throws: `SearchError.noPicture`.
    package func similar(
        to reference: String, within distance: Int, limit: Int, as viewer: Viewer,
        report: (Int) -> Void = { _ in }
    ) throws -> [SimilarAsset] {
        try refreshSearchIndex(report: report)
        let (own, hash) = try hash(of: reference, as: viewer)
        return try similar(to: hash, within: distance, limit: limit, as: viewer, without: own)
    }

    /// What is not the viewer's has the same answer as what is not there.
    private func hash(
        of reference: String, as viewer: Viewer
    ) throws -> (asset: String, hash: UInt64) {
        var id = reference
        if bucketAndPath(reference) != nil {
            guard let listing = try? find(reference) else {
                throw SearchError.noPicture(reference)
            }
            id = listing.asset.id
        }
        do {
            return try domain.read(as: viewer) { try $0.search.hash(of: id) }
        } catch is SearchError {
            throw SearchError.noPicture(reference)
        }
    }

    /// The same for a file that need not be in the store.
    /// - Throws: `PictureError` for one that is no picture.
    package func similar(
        toFile path: FilePath, within distance: Int, limit: Int, as viewer: Viewer,
        report: (Int) -> Void = { _ in }
    ) throws -> [SimilarAsset] {
        try refreshSearchIndex(report: report)
        let file = try directory.disk.reader(path)
        let source = ByteSource(size: try file.facts().size) { try? file.read(at: $0, into: $1) }
        let picture = try DecodedPicture(source, [], limits.picture, memory, isNew: false)
        guard let facts = picture.facts else { return [] }
        return try similar(
            to: facts.perceptualHash, within: distance, limit: limit, as: viewer, without: nil)
    }

    private func similar(
        to hash: UInt64, within distance: Int, limit: Int, as viewer: Viewer, without own: String?
    ) throws -> [SimilarAsset] {
        try catalog.read { reader in
            let access = DomainReader(reader.connection, as: viewer, domain.environment)
            let found = try access.search.similar(to: hash, within: distance, limit: limit + 1)
            return try found.filter { $0.asset != own }.prefix(limit).compactMap { alike in
                try reader.asset(id: alike.asset).map {
                    SimilarAsset(listing: $0, distance: alike.distance)
                }
            }
        }
    }
}
