import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// One file, looked at and staged: all that the commit needs.
struct PreparedItem: Sendable {
    enum Body: Sendable {
        /// Indirect, so that the many items that have none are small.
        indirect case content(PreparedContent)
        /// Known to be the current asset at its path, from the source-file cache or from its bytes.
        case unchanged(Digest, assetID: String, BucketPath)
        case failed(kind: FailureKind, reason: String, remedy: Remedy?)
    }

    let file: FilePath
    let body: Body
    /// Bytes that were read for it.
    var bytesRead = 0
    /// What to note, so that the file need not be read again.
    var note: SourceFileRecord?
    /// The file as it was read; nil for standard input.
    var facts: FileFacts?
    /// Its bytes came through a pipe: they cannot be read once more.
    var isReadOnce = false

    /// Whether the catalogue gets nothing of it but what may be lost with the power.
    var isUnchanged: Bool {
        if case .unchanged = body { true } else { false }
    }

    static func failed(
        _ file: FilePath, _ kind: FailureKind, _ reason: String, _ remedy: Remedy? = nil
    ) -> PreparedItem {
        PreparedItem(file: file, body: .failed(kind: kind, reason: reason, remedy: remedy))
    }

    /// Files in staging that the commit publishes.
    var staged: [StagedObject] {
        if case .content(let content) = body { content.allStaged } else { [] }
    }
}

struct PreparedContent: Sendable {
    let digest: Digest
    let path: BucketPath
    let kind: AssetKind
    let name: String
    /// What the asset is besides its bytes and its path.
    let placement: IngestRequest.Placement
    /// Nil when the store has the bytes already.
    var staged: StagedObject?
    /// Nil when the catalogue has the content row already.
    var blob: BlobRecord?
    var renditions: [StagedObject] = []
    var renditionRecords: [RenditionRecord] = []

    init(
        digest: Digest, path: BucketPath, kind: AssetKind, name: String,
        placement: IngestRequest.Placement
    ) {
        self.digest = digest
        self.path = path
        self.kind = kind
        self.name = name
        self.placement = placement
    }

    /// The original, where it is new, and its renditions.
    var allStaged: [StagedObject] { (staged.map { [$0] } ?? []) + renditions }

    mutating func add(
        _ rendition: Rendition, stagedIn staging: StagingArea, at time: Int64
    ) throws(DiskError) {
        let (staged, record) = try staging.stage(rendition, of: digest, at: time)
        renditions.append(staged)
        renditionRecords.append(record)
    }
}
