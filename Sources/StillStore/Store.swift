import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// A store of pictures, opened by a program that embeds it.
///
///     let store = try Store(at: "/var/pictures", creatingIfMissing: true)
///     defer { store.close() }
///     let asset = try await store.put(bytes, at: "uploads/cat.png")
///     let preview = try await store.rendition(of: asset.id, recipe: "preview")
///
/// It may be used from any number of tasks, and by several programs at once. What blocks runs on
/// threads of its own. Each function reports what is durable: it survives a loss of power.
public final class Store: Sendable {
    let library: Library
    private let uploads: Uploads

    /// Opens the store in a directory.
    /// - Parameters:
    ///   - path: absolute, or from the current directory.
    ///   - creatingIfMissing: makes a store where there is none.
    /// - Throws: `StillStoreError` of kind `unusable` for what is no store, or one of a newer
    ///   version, and for a disk that cannot be written.
    public init(at path: String, creatingIfMissing: Bool = false) throws {
        var options = Library.Options()
        options.createsIfMissing = creatingIfMissing
        library = try StillStoreError.translating {
            try Library(at: FilePath(path), options)
        }
        uploads = Uploads(library)
    }

    /// Ends its threads and closes its files. What is asked of it afterwards is refused.
    public func close() { library.close() }

    /// Stores a picture at a path. Another picture that was there is superseded, not lost.
    /// - Parameters:
    ///   - bytes: a whole file, of any format that the store reads.
    ///   - location: `bucket/path/name.png`.
    ///   - metadata: a JSON object, kept with the asset.
    /// - Throws: `StillStoreError` of kind `refused` for bytes that are no whole picture, and for a
    ///   path that is taken by a directory or has a name that cannot be.
    public func put(
        _ bytes: [UInt8], at location: String, metadata: String = "{}"
    ) async throws -> StoredAsset {
        try await put(.bytes(bytes), location, metadata)
    }

    /// The same for a file, which stays as it is.
    public func put(
        file: String, at location: String, metadata: String = "{}"
    ) async throws -> StoredAsset {
        try await put(.file(FilePath(file)), location, metadata)
    }

    private func put(
        _ source: Uploads.Source, _ location: String, _ metadata: String
    ) async throws -> StoredAsset {
        try await StillStoreError.translating {
            let path = try bucketPath(location)
            var placement = IngestRequest.Placement()
            placement.metadata = metadata
            let item = try await uploads.put(source, at: path, placement, keepsUndecodable: false)
            if case .failed(let failure) = item.outcome { throw StillStoreError(failure) }
            return StoredAsset(try await library.queries.find(item.assetID ?? location))
        }
    }

    private func bucketPath(_ location: String) throws -> BucketPath {
        guard let slash = location.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            throw StillStoreError(
                .usage, "\(location) has no bucket: write it as bucket/path/name.png")
        }
        let after = location.utf8.index(after: slash)
        return try BucketPath(
            bucket: Array(location.utf8[..<slash]), path: Array(location.utf8[after...]),
            limits: library.limits.name)
    }
}
