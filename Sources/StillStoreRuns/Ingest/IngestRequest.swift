package import Catalog
package import ContentStore
package import StillStoreCore
package import Values

/// What to ingest, and how.
package struct IngestRequest: Sendable {
    /// How a file's bytes come into the store.
    package enum Transfer: Sendable {
        case copy
        /// The object is a second name of the file, where both lie on one file system.
        case link
        /// The file is removed once it is reported stored.
        case move
    }

    /// Where assets land, and what they are besides their bytes.
    package struct Placement: Sendable {
        package var bucket: [UInt8] = Array("default".utf8)
        package var prefix: [UInt8] = []
        package var template = PathTemplate.standard
        package var userID: String?
        package var jobID: String?
        package var origin = AssetOrigin.upload
        /// A JSON object, kept with every asset.
        package var metadata = "{}"
        /// Makes a generation of each new asset; nil for assets alone.
        package var generation: ImportedGeneration?

        package init() {}
    }

    /// Files and directories.
    package var roots: [FilePath] = []
    /// Files whose whole listed path is kept, as from a list.
    package var listed: [FilePath] = []
    package var placement = Placement()
    package var transfer = Transfer.copy
    /// Names to take; all, when empty.
    package var including: [NamePattern] = []
    package var excluding: [NamePattern] = []
    /// Says what would be done, and writes nothing.
    package var isDryRun = false
    /// Counts the files while the run is on, for who shows how far it is.
    package var countsAhead = true
    /// Reads files even when they look unchanged.
    package var rereads = false
    /// Stores bytes that are not a readable picture as plain files.
    package var keepsUndecodable = false
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init() {}
}

extension IngestRequest {
    /// Whether two files of one run can want the same path: not below a single root under the
    /// names that they have there.
    var mayCollide: Bool {
        !(roots.count == 1 && listed.isEmpty && placement.template == .standard)
    }
}

/// What became of one file.
package struct IngestItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// New bytes.
        case stored
        /// A new asset with bytes that the store had.
        case duplicate
        /// The same bytes at the same path as before.
        case unchanged
        case failed(Failure)
    }

    package let file: String
    package let outcome: Outcome
    package var assetID: String?
    package var digest: Digest?
    package var bucket: String?
    package var path: String?
    /// The asset that lived at this path before.
    package var superseded: String?
    /// Why no generation was made of it, although one was asked for.
    package var notImported: String?
    /// Why a file that was to be moved is still there.
    package var notRemoved: String?
}

package enum IngestEvent: Sendable {
    case started(run: String)
    /// How many files there are, once they have been counted.
    case counted(Int)
    case skipped(FilePath, FileWalk.Skip)
    /// Comes when the item is durable, never before.
    case item(IngestItem)
    /// What a move leaves behind, and why; comes at the end.
    case left(FilePath, String)
}

package struct IngestSummary: Sendable, Equatable {
    package let run: String?
    package let counts: RunCounts
    package let wasInterrupted: Bool
    package let seconds: Double
}
