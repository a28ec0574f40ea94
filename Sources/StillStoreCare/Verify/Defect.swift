import Catalog
import Domain
import StillStoreCore
import StillStoreRuns
package import Values

/// One thing that is wrong with a store, confirmed: what, where and why.
package struct Defect: Sendable, Equatable {
    package let kind: DefectKind
    /// Below the store's directory.
    package let path: String
    package var digest: Digest?
    package var assetID: String?
    /// `bucket/path` of an asset that it concerns.
    package var bucketPath: String?
    package let reason: String
    package var cure = Cure.repair
    let suspect: Suspect

    /// What will repair it.
    package enum Cure: Sendable, CaseIterable {
        case repair, rebuildCatalog, rebuildJournal
        /// Nothing that the program does by itself: a person has to check the disk.
        case owner
    }

    /// Equal for two defects that have one cause, by whichever check they were found.
    var key: String {
        switch kind {
        case .objectMissing, .objectTruncated, .objectAltered: "lost " + path
        case .renditionAbsent, .renditionAltered: "rendition " + path
        default: kind.rawValue + " " + path + " " + reason
        }
    }

    init(_ kind: DefectKind, _ suspect: Suspect, at path: String, _ reason: String) {
        self.kind = kind
        self.suspect = suspect
        self.path = path
        self.reason = reason
    }
}

/// What a check suspects. `Diagnose` decides whether it is a defect.
enum Suspect: Sendable, Equatable {
    case object(Digest)
    /// Among the objects, with a name that no object has there.
    case strayObject(FilePath)
    /// Names as text, as the catalogue writes them.
    case link(bucket: String, path: String)
    /// In `buckets/` itself, and not a directory.
    case strayBucket(FilePath)
    case rendition(Digest, recipe: String)
    /// Among the renditions, named by no row.
    case strayRendition(FilePath)
    /// In `staging/`.
    case staged(FilePath)
    case partial(id: String)
    /// In the store's directory.
    case entry(FilePath)
    case rows(Contradiction)
    case domain(DomainContradiction)
    case catalog
    case unreadable(FilePath)
}
