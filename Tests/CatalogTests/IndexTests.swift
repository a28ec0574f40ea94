import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Indexes") struct IndexTests {
    private typealias Ask = @Sendable (CatalogWriter) throws -> Void

    private static let digest = Digest(repeating: 1)
    private static let grace = Grace(since: 100, now: 200)
    private static let (kept, gone, waiting) = (
        Identifier.lowest(at: 1000), Identifier.lowest(at: 2000), Identifier.lowest(at: 3000)
    )

    /// Those that lists do not ask, each with what asks it. Foreign keys ask some of them too,
    /// whenever a row goes that others refer to.
    private static let questions: [String: Ask] = [
        "blobs_unwell": { _ = try $0.reader.lostBlobs(after: nil, limit: 5) },
        "blobs_by_verification": {
            _ = try $0.reader.blobsToVerify(
                from: .verified(at: 0, after: nil), before: 5, limit: 5)
        },
        "assets_by_blob": { _ = try $0.reader.isOwned(digest) },
        "assets_waiting_by_reason": { _ = try $0.reader.missing(now: 5) },
        "assets_due": { _ = try $0.reader.nextAttempt() },
        "assets_superseded": {
            let isPurged = try $0.purge(gone, past: grace)
            #expect(isPurged)
        },
        "assets_by_source": { _ = try $0.reader.matches(source: "s", bucket: "b") },
        "assets_requested": {
            var cursor = ""
            let room = ClaimRoom(perHost: 4, total: 9)
            let claimed = try $0.claim(run: "r", room: room, now: 9, cursor: &cursor)
            #expect(claimed.count == 1)
        },
        "assets_retrieving": { _ = try $0.reader.retrievingRuns() },
        "assets_refreshing": { try $0.delete(kept, at: 5) },
        "assets_by_deletion": {
            _ = try $0.reader.expired(.deleted, past: grace, after: nil, limit: 5)
        },
        "assets_by_supersession": {
            _ = try $0.reader.expired(.superseded, past: grace, after: nil, limit: 5)
        },
        "bucket_paths_by_asset": { _ = try $0.reader.asset(id: kept) },
        "bucket_paths_past": { _ = try $0.reader.lastDeleted(bucket: "b", path: "gone") },
        "known_sources_by_asset": { _ = try $0.letGo(ofSourcesOf: kept, at: 5) },
        "runs_running": { _ = try $0.reader.runningRuns() },
    ]
    /// What sorts: the few that were deleted from one path, and the groups of what is missing.
    private static let sorting = ["bucket_paths_past", "assets_waiting_by_reason"]

    private func makeCatalog(_ directory: TemporaryDirectory) throws -> Catalog {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        try catalog.write { writer in
            _ = try writer.insert(
                BlobRecord(
                    digest: IndexTests.digest, size: 1, content: .undecodable(reason: "none"),
                    createdAt: 0))
            for (id, path) in [(IndexTests.kept, "kept"), (IndexTests.gone, "gone")] {
                try writer.insert(
                    AssetRecord(
                        id: id, digest: IndexTests.digest, kind: .file, origin: .upload,
                        name: path, userID: nil, jobID: nil, source: nil, metadata: "{}",
                        retrievalStatus: .completed, createdAt: 1))
                try writer.occupy(
                    bucket: "b", path: path, assetID: id, kind: .file, superseding: nil, at: 1)
            }
            try writer.delete(IndexTests.gone, at: 2)
            try writer.insert(
                RetrievalRecord(
                    id: IndexTests.waiting, source: "s", host: "h", targetBucket: "b",
                    targetPath: "p", name: "p", createdAt: 1), run: "r")
        }
        return catalog
    }

    @Test("there is none that nothing asks")
    func use() throws {
        let directory = TemporaryDirectory()
        let catalog = try makeCatalog(directory)
        defer { catalog.close() }
        let indexes = try catalog.read { reader in
            try String.fetchAll(
                reader.db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        }
        let lists = try RunStatement.all(catalog) { writer in
            for filter in FilterForms.all {
                _ = try writer.reader.page(filter, after: nil, limit: 10)
            }
        }
        for index in indexes {
            guard let ask = IndexTests.questions[index] else {
                #expect(lists.contains { $0.uses(index) }, "\(index) is asked by no list")
                continue
            }
            let statements = try RunStatement.all(catalog, ask)
            #expect(statements.contains { $0.uses(index) }, "\(index): \(statements)")
            if !IndexTests.sorting.contains(index) {
                for statement in statements { #expect(!statement.sorts, "\(statement)") }
            }
        }
        #expect(Set(IndexTests.questions.keys).isSubset(of: indexes))
    }
}
