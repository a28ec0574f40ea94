import Catalog
import ContentStore
import StillStoreCore
import Values

/// What to do with an asset of one store in another, decided by the other's rows: before any bytes
/// are sent, and again in the transaction that records it.
enum CopyVerdict {
    case finished(CopyItem.Outcome, assetID: String?)
    /// It gets its path; it supersedes this asset, if one is current there.
    case needed(superseding: PathOccupant?)

    init(
        _ listing: AssetListing, at path: BucketPath, keepsExisting: Bool, _ reader: CatalogReader
    ) throws {
        let asset = listing.asset
        if let there = try reader.asset(id: asset.id)?.asset {
            if there.digest == asset.digest {
                self = .finished(.unchanged, assetID: asset.id)
            } else {
                self = .failed(
                    path, .idTaken,
                    "the other store has an asset \(asset.id) with \(there.digest == nil ? "no bytes yet" : "other bytes")"
                )
            }
            return
        }
        let occupant = try reader.occupant(bucket: path.bucketText, path: path.pathText)
        if let occupant, occupant.digest == asset.digest {
            self = .finished(.unchanged, assetID: occupant.assetID)
        } else if occupant != nil, keepsExisting {
            self = .failed(
                path, .pathTaken,
                "other bytes live there in the other store", .replaceExisting
            )
        } else {
            self = .needed(superseding: occupant)
        }
    }

    private static func failed(
        _ path: BucketPath, _ kind: FailureKind, _ reason: String, _ remedy: Remedy? = nil
    ) -> CopyVerdict {
        .finished(
            .failed(Failure(file: path.text, kind: kind, reason: reason, remedy: remedy)),
            assetID: nil)
    }
}

/// An asset that may be copied: current, with bytes and a path.
struct CopyCandidate: Sendable {
    let listing: AssetListing
    let digest: Digest
    let path: BucketPath
    let blob: BlobRecord
    let version: FetchedVersion
}
