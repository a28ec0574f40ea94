import StillStoreCore
import StillStoreRuns

/// Every kind of defect that a store can be in, by a stable name.
package enum DefectKind: String, Sendable, CaseIterable {
    /// A blob's object is not there.
    case objectMissing = "object-missing"
    /// It is shorter than the blob.
    case objectTruncated = "object-truncated"
    /// Its bytes have another digest.
    case objectAltered = "object-altered"
    /// Among the objects, and none: its name is no digest, it is in the wrong directory, or it is a
    /// link.
    case objectForeign = "object-foreign"
    /// An object that the catalogue does not know; a crash may leave one.
    case objectWithoutRow = "object-without-row"
    /// A blob's row differs from its object, which is whole.
    case rowWrong = "row-wrong"

    /// A current path without its link.
    case linkAbsent = "link-absent"
    /// The link of a current path shows another object, or something else is in its place.
    case linkWrong = "link-wrong"
    /// A link that leads nowhere.
    case linkDangling = "link-dangling"
    /// Something in the tree that the catalogue does not know.
    case linkForeign = "link-foreign"

    case renditionAbsent = "rendition-absent"
    /// Its bytes are not those that were recorded.
    case renditionAltered = "rendition-altered"
    /// A file among the renditions that no row names.
    case renditionStray = "rendition-stray"

    /// Files in staging of a process that is dead.
    case stagingStale = "staging-stale"
    /// Something in the store's directory that is not part of it.
    case foreign = "foreign"

    /// SQLite finds the file damaged, or rows refer to rows that are not there.
    case catalogDamaged = "catalogue-damaged"
    /// A file of the journal is longer than the catalogue recorded: the catalogue is older than the
    /// rest of the store, or another store's.
    case catalogBehind = "catalogue-behind"
    /// A file of the journal is gone, or shorter than recorded.
    case journalLost = "journal-lost"
    /// Lines of the journal that are not facts.
    case journalDamaged = "journal-damaged"
    /// Rows that cannot both be true.
    case rowsContradict = "rows-contradict"

    /// The disk refused to read it.
    case unreadable = "unreadable"

    /// Whether the bytes of an original are lost.
    var isLoss: Bool {
        switch self {
        case .objectMissing, .objectTruncated, .objectAltered: true
        default: false
        }
    }
}
