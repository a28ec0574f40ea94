package import Catalog
import ContentStore
import Foundation
package import StillStoreCore
import Synchronization
import Values

/// Walks the pictures of a run, a page at a time, and classifies those that need no reading of
/// files.
final class ScanPictures: Sendable {
    struct Finding: Sendable {
        let picture: ScannedPicture
        /// Nil if a worker has to read files first.
        let decision: ClassifyPicture.Decision?
    }

    private struct Position {
        var after: Digest?
        /// Digests of the pictures that were asked for by name, those to come last.
        var named: [Digest]?
    }

    private let library: Library
    private let filter: AssetFilter
    private let pageRows: Int
    private let classify: ClassifyPicture
    private let position: Mutex<Position>
    /// How many pictures were asked for by name; nil if the catalogue has to be counted.
    let namedCount: Int?

    /// - Throws: `RequestError` for a name that nothing has.
    init(_ library: Library, _ request: ThumbnailRequest, _ classify: ClassifyPicture) throws {
        self.library = library
        self.classify = classify
        filter = request.filter
        pageRows = max(1, request.pageRows)
        var named: Set<Digest>?
        if !request.references.isEmpty {
            named = Set(
                try request.references.map { reference in
                    try library.picture(reference).digest
                })
        }
        namedCount = named?.count
        let inOrder = named?.sorted { $1.precedes($0) }
        position = Mutex(Position(named: inOrder))
    }

    /// The next pictures; none at the end.
    func next() throws -> [Finding] {
        try position.withLock { position in
            try library.catalog.read { reader in
                let blobs: [BlobRecord]
                if position.named != nil {
                    let digests = position.named!.suffix(pageRows)
                    position.named!.removeLast(digests.count)
                    blobs = try digests.reversed().compactMap { try reader.blob($0) }
                } else {
                    blobs = try reader.pictures(filter, after: position.after, limit: pageRows)
                    position.after = blobs.last?.digest ?? position.after
                }
                return try blobs.map { try finding($0, reader) }
            }
        }
    }

    private func finding(_ blob: BlobRecord, _ reader: CatalogReader) throws -> Finding {
        let picture = ScannedPicture(
            blob: blob, renditions: try reader.renditions(of: blob.digest),
            refusals: try reader.renditionRefusals(of: blob.digest))
        return Finding(
            picture: picture, decision: classify.reads ? nil : classify.decision(picture))
    }
}

extension Library {
    /// The content row of an asset that is a picture.
    package func picture(_ reference: String) throws -> BlobRecord {
        guard let blob = try find(reference).blob, blob.picture != nil else {
            throw RequestError.notAPicture(reference)
        }
        return blob
    }
}
