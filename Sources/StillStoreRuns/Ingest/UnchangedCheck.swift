import Catalog
import ContentStore
import StillStoreCore
import Values

/// Decides about files whose bytes are known, or may prove to be: is what they would become there
/// already?
struct UnchangedCheck {
    private let library: Library
    private let placement: IngestRequest.Placement
    private let bucketText: String
    private let needsFormat: Bool
    private let needsDigest: Bool
    private let reader: CatalogReader
    /// Opened for the first file that asks.
    private var probe: PresenceProbe?

    init(_ library: Library, _ request: IngestRequest, _ reader: CatalogReader) {
        self.library = library
        self.reader = reader
        placement = request.placement
        bucketText = EscapedName.text(placement.bucket)
        needsFormat = placement.template.uses(.ext)
        needsDigest = needsFormat || placement.template.uses(.digest)
    }

    /// The item, or nil when the file has to be read: its path may still be a new one for its
    /// bytes, or what was stored of it is no more.
    mutating func unchanged(
        _ file: SourceFile, _ digest: Digest, _ lookup: inout BatchLookup
    ) throws -> PreparedItem? {
        // What is known of a file outlives its content, which has the format.
        if needsFormat, try reader.blob(digest) == nil { return nil }
        let path: BucketPath
        do {
            path = try target(file, digest)
        } catch let error as NameError {
            return .failed(file.path, .badName, error.reason)
        }
        guard let occupant = try occupant(at: path, &lookup), occupant.digest == digest,
            try isShown(path, digest, file)
        else { return nil }
        return PreparedItem(
            file: file.path, body: .unchanged(digest, assetID: occupant.assetID, path))
    }

    /// What the file has to be for nothing to be stored of it, where that can be said before it is
    /// read: the current asset at its path is whole and shown there, is as long as the file, and
    /// was decoded. What was not is tried again, because readers and limits change.
    /// - Parameter noted: what the file was when it was read last, if it looks untouched since.
    mutating func expected(
        of file: SourceFile, noted: Digest?, _ lookup: inout BatchLookup
    ) throws -> ExpectedContent? {
        guard file.facts.kind == .file, file.facts.size <= library.limits.fileBytes,
            noted != nil || !needsDigest
        else { return nil }
        let path: BucketPath
        do {
            path = try target(file, noted ?? UnchangedCheck.noDigest)
        } catch is NameError {
            return nil
        }
        guard let occupant = try occupant(at: path, &lookup), occupant.isImage,
            let digest = occupant.digest
        else { return nil }
        guard !needsDigest || noted == digest, try isShown(path, digest, file) else { return nil }
        return ExpectedContent(
            digest: digest, assetID: occupant.assetID, path: path, isNoted: noted == digest)
    }

    /// For paths that do not ask for it.
    private static let noDigest = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))

    private func target(_ file: SourceFile, _ digest: Digest) throws -> BucketPath {
        let format = needsFormat ? try reader.blob(digest)?.picture?.format : nil
        return try placement.bucketPath(
            file, modified: file.facts.modifiedMilliseconds, format, digest, library.limits.name)
    }

    /// Who lives there, with bytes that are taken to be there.
    private func occupant(at path: BucketPath, _ lookup: inout BatchLookup) throws -> PathOccupant?
    {
        let found = try lookup.occupants.occupant(
            bucket: bucketText, path: EscapedName.textBytes(path.path))
        return found?.state == .present ? found : nil
    }

    /// Whether the object, as long as the file, and its link are there: what was lost is brought
    /// back by ingesting it again.
    private mutating func isShown(
        _ path: BucketPath, _ digest: Digest, _ file: SourceFile
    ) throws(DiskError) -> Bool {
        if probe == nil { probe = try PresenceProbe(library.directory, bucket: placement.bucket) }
        return try probe!.size(of: digest, shownAt: path.path) == file.facts.size
    }
}
