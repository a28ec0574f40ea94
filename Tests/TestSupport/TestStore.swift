import Catalog
import ContentStore
import Foundation
package import StillStoreCore
package import StillStoreRuns
import Synchronization
import Values

/// A store in a temporary directory, and what is usually asked of it.
package final class TestStore: Sendable {
    package let path: String
    private let clock: TestClock?

    /// - Parameter clock: what the store goes by; the machine's without one.
    package init(at path: String, clock: TestClock? = nil) {
        self.path = path
        self.clock = clock
    }

    package func open(
        _ configure: (inout Library.Options) -> Void = { _ in }
    ) throws -> Library {
        var options = Library.Options()
        options.createsIfMissing = true
        options.jobs = 2
        if let clock { options.clock = clock.clock() }
        configure(&options)
        return try Library(at: FilePath(path), options)
    }

    /// Opens the store, ingests, closes it; returns the items in their order.
    @discardableResult
    package func ingest(
        _ roots: [String], _ change: (inout IngestRequest) -> Void = { _ in }
    ) async throws -> (summary: IngestSummary, items: [IngestItem]) {
        try await ingest(roots, options: { _ in }, change: change)
    }

    /// The same with options for the store, a way to stop, and an ear for the items.
    @discardableResult
    package func ingest(
        _ roots: [String], options configure: (inout Library.Options) -> Void,
        stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (IngestItem) -> Void = { _ in },
        change: (inout IngestRequest) -> Void = { _ in }
    ) async throws -> (summary: IngestSummary, items: [IngestItem]) {
        let library = try open(configure)
        defer { library.close() }
        var request = IngestRequest()
        request.roots = roots.map { FilePath($0) }
        change(&request)
        let items = Mutex<[IngestItem]>([])
        let summary = try await library.ingest(request, stop: stop) { event in
            guard case .item(let item) = event else { return }
            items.withLock { $0.append(item) }
            report(item)
        }
        return (summary, items.withLock { $0 })
    }

    /// Current assets by `bucket/path`, with the digest of each.
    package func assets() throws -> [String: String] {
        let library = try open()
        defer { library.close() }
        var assets: [String: String] = [:]
        for bucket in try library.buckets() {
            var filter = AssetFilter()
            filter.bucket = bucket
            for listing in try library.list(filter, after: nil, limit: 10_000) {
                let digest = listing.asset.digest?.hex
                assets[bucket + "/" + (listing.path ?? "")] = digest
            }
        }
        return assets
    }

    /// Every file among the objects whose bytes do not have the digest that its name says.
    package func damagedObjects() throws -> [String] {
        try files(below: path + "/objects").filter { name in
            let contents = try bytes(of: path + "/objects/" + name)
            let digest = contents.withUnsafeBytes { Digest.of($0) }
            return !name.hasSuffix("/" + digest.hex)
        }
    }

    /// Links of the tree that lead to no object.
    package func danglingLinks() throws -> [String] {
        let root = path + "/buckets"
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { !FileManager.default.fileExists(atPath: root + "/" + $0) }
    }
}
