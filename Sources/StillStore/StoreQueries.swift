import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// A page of a list, and where the next one begins.
public struct AssetPage: Sendable, Equatable {
    public let assets: [StoredAsset]
    /// To be passed as `after`; nil at the end.
    public let next: String?
}

extension Store {
    /// The asset of an id, a digest (eight digits or more of it), or `bucket/path`; nil where
    /// there is none.
    /// - Throws: `StillStoreError` where more than one goes by that name.
    public func find(_ reference: String) async throws -> StoredAsset? {
        try await StillStoreError.translating {
            do {
                return StoredAsset(try await library.queries.find(reference))
            } catch RequestError.noAsset {
                return nil
            }
        }
    }

    /// A page of assets: of a bucket by path, of all by age, the newest first.
    /// - Parameters:
    ///   - prefix: of the path; only with a bucket.
    ///   - after: `next` of the page before.
    public func list(
        bucket: String? = nil, prefix: String? = nil, after: String? = nil, limit: Int = 100
    ) async throws -> AssetPage {
        try await StillStoreError.translating {
            var filter = AssetFilter()
            filter.bucket = bucket
            filter.prefix = prefix
            let listings = try await library.queries.list(filter, after: after, limit: limit)
            let next =
                listings.count < limit ? nil : listings.last.map { filter.cursor(behind: $0) }
            return AssetPage(assets: listings.map { StoredAsset($0) }, next: next)
        }
    }

    /// The bytes of an asset, as they were stored.
    /// - Parameter read: gets them piece by piece, on a thread that may block. The pieces are the
    ///   asset's when this returns, not before: they are compared with its digest on the way.
    /// - Throws: `StillStoreError` of kind `refused` where they are damaged or missing.
    public func read(
        _ reference: String, _ read: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try await StillStoreError.translating {
            let asset = try await library.queries.find(reference).asset
            guard let digest = asset.digest else { throw RequestError.noBytesYet(reference) }
            try await library.workers.run { [library] in try library.read(digest, read) }
        }
    }

    /// The file of an asset's bytes, for programs that want one. It must not be written to.
    public func file(of reference: String) async throws -> String {
        try await StillStoreError.translating {
            let asset = try await library.queries.find(reference).asset
            guard let digest = asset.digest else { throw RequestError.noBytesYet(reference) }
            return library.directory.objects.location(of: .original(digest)).text
        }
    }

    /// The file of an asset's picture in the form that a recipe of `stillstore.json` gives it: made
    /// if it is not there, once for all who ask at the same time.
    public func rendition(of reference: String, recipe: String) async throws -> String {
        try await StillStoreError.translating {
            try await library.rendition(of: reference, recipe: recipe).path.text
        }
    }
}
