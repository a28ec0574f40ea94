import Catalog
import ContentStore
import Foundation
package import StillStoreCare
package import StillStoreCore
import StillStoreRuns
import Synchronization
import Values

/// Later than everything that a test does.
package let afterAll = WallClock.system.now() + 3_600_000

extension Library {
    /// Collects everything that ended before `cutoff`.
    @discardableResult
    package func runGC(
        before cutoff: Int64 = afterAll, isDryRun: Bool = false, stop: StopSignal = StopSignal(),
        onItem: @escaping @Sendable (GCItem) -> Void = { _ in }
    ) async throws -> (summary: GCSummary, items: [GCItem]) {
        var request = GCRequest(cutoff: cutoff)
        request.isDryRun = isDryRun
        let items = Mutex<[GCItem]>([])
        let summary = try await gc(request, stop: stop) { event in
            guard case .item(let item) = event else { return }
            items.withLock { $0.append(item) }
            onItem(item)
        }
        return (summary, items.withLock { $0 })
    }

    @discardableResult
    package func deleted(
        _ references: [String] = [], _ change: (inout DeletionRequest) -> Void = { _ in },
        onItem: @escaping @Sendable (DeletionItem) -> Void = { _ in }
    ) async throws -> (summary: DeletionSummary, items: [DeletionItem]) {
        var request = DeletionRequest()
        request.references = references
        change(&request)
        let items = Mutex<[DeletionItem]>([])
        let summary = try await delete(request) { event in
            guard case .item(let item) = event else { return }
            items.withLock { $0.append(item) }
            onItem(item)
        }
        return (summary, items.withLock { $0 })
    }

    /// Deletes all current assets of a bucket.
    @discardableResult
    package func deleted(
        bucket: String, prefix: String? = nil
    ) async throws -> (summary: DeletionSummary, items: [DeletionItem]) {
        try await deleted {
            $0.filter = AssetFilter()
            $0.filter?.bucket = bucket
            $0.filter?.prefix = prefix
        }
    }

    @discardableResult
    package func undeleted(
        _ references: [String], at place: String? = nil
    ) async throws -> [DeletionItem] {
        let items = Mutex<[DeletionItem]>([])
        let parts = place?.split(separator: "/", maxSplits: 1).map { Array($0.utf8) }
        let target = try parts.map {
            try BucketPath(bucket: $0[0], path: $0[1], limits: NameLimits())
        }
        _ = try await undelete(references, at: target) { event in
            guard case .item(let item) = event else { return }
            items.withLock { $0.append(item) }
        }
        return items.withLock { $0 }
    }
}

extension TestStore {
    /// Opens the store for one piece of work.
    @discardableResult
    package func opened<Value>(
        _ configure: (inout Library.Options) -> Void = { _ in },
        _ body: (Library) async throws -> Value
    ) async throws -> Value {
        let library = try open(configure)
        defer { library.close() }
        return try await body(library)
    }

    /// What the catalogue has of every asset, also those of the past, and what the tree shows.
    package func snapshot() throws -> [String] {
        let library = try open()
        defer { library.close() }
        var filter = AssetFilter()
        filter.includesPast = true
        let rows = try library.list(filter, after: nil, limit: 10_000).map { listing in
            let asset = listing.asset
            return """
                \(asset.id) \(listing.bucket ?? "-")/\(listing.path ?? "-") \
                \(asset.digest?.hex ?? "-") \(asset.name) \
                \(asset.metadata) \(asset.retrievalStatus) \(asset.supersededBy ?? "-") \
                \(asset.deletedAt.map(String.init) ?? "-") \(asset.createdAt)
                """
        }
        return rows.sorted() + tree()
    }

    /// The links of the tree with what each says, and the directories.
    package func tree() -> [String] {
        let root = path + "/buckets"
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.map { name in
            let text = try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + name)
            return name + " " + (text ?? "directory")
        }.sorted()
    }

    /// Names of all files of the store but those of the catalogue and its runs.
    package func contents() -> [String] {
        ["objects", "renditions", "journal", "staging", "quarantine", "trash"].flatMap { part in
            files(below: path + "/" + part).map { part + "/" + $0 }
        } + tree()
    }

    /// What is wrong in the store: whatever is current must be there whole and be shown.
    package func problems() throws -> [String] {
        var problems = try damagedObjects().map { "damaged: " + $0 }
        problems += try danglingLinks().map { "dangling: " + $0 }
        for (place, digest) in try assets() {
            guard let shown = try? bytes(of: path + "/buckets/" + place) else {
                problems.append("not shown: " + place)
                continue
            }
            if shown.withUnsafeBytes({ Digest.of($0) }).hex != digest {
                problems.append("wrong: " + place)
            }
        }
        return problems
    }
}
