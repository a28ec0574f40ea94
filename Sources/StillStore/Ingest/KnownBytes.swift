import Catalog
import ContentStore
import Foundation

/// Decides about files whose bytes are known: is what they would become there already?
struct KnownBytes {
    private let library: Library
    private let placement: IngestRequest.Placement
    private let bucketText: String
    private let needsFormat: Bool
    private let reader: CatalogReader
    /// Opened for the first file that asks.
    private var glance: TreeGlance?

    init(_ library: Library, _ request: IngestRequest, _ reader: CatalogReader) {
        self.library = library
        self.reader = reader
        placement = request.placement
        bucketText = EscapedName.text(placement.bucket)
        needsFormat = placement.template.uses(.ext)
    }

    /// The item, or nil when the file has to be read: its path may still be a new one for its
    /// bytes, or what was stored of it is no more.
    mutating func settle(
        _ file: SourceFile, _ digest: Digest, _ lookup: inout Lookup
    ) throws -> PreparedItem? {
        let format = needsFormat ? try reader.blob(Data(digest.bytes))?.picture?.format : nil
        let path: BucketPath
        do throws(NameError) {
            path = try placement.bucketPath(
                file, modified: file.facts.modified, format, digest, library.limits.name)
        } catch {
            return .failed(file.path, "bad-name", error.reason)
        }
        let resident = try lookup.residents.resident(
            bucket: bucketText, path: EscapedName.textBytes(path.path))
        guard let resident, resident.isPresent, resident.digest == digest.words,
            try isShown(path, digest)
        else { return nil }
        return PreparedItem(
            file: file.path, body: .unchanged(digest, assetID: resident.assetID, path))
    }

    /// Whether the object and its link are there: what was lost is brought back by ingesting it
    /// again.
    private mutating func isShown(_ path: BucketPath, _ digest: Digest) throws(DiskError) -> Bool {
        if glance == nil { glance = try TreeGlance(library.directory, bucket: placement.bucket) }
        return try glance!.shows(digest, at: path.path)
    }
}
