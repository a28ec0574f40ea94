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

    /// What the program asks besides lists. Foreign keys ask too, whenever a row goes that others
    /// refer to.
    private static let questions: [Ask] = [
        { _ = try $0.reader.lostBlobs(after: nil, limit: 5) },
        {
            _ = try $0.reader.blobsToVerify(
                from: .verified(at: 0, after: nil), before: 5, limit: 5)
        },
        { _ = try $0.reader.isOwned(digest) },
        { _ = try $0.reader.nextAttempt() },
        {
            let isPurged = try $0.purge(gone, past: grace)
            #expect(isPurged)
        },
        { _ = try $0.reader.matches(source: "s", bucket: "b") },
        {
            var cursor = ""
            let room = ClaimRoom(perHost: 4, total: 9)
            let claimed = try $0.claim(run: "r", room: room, now: 9, cursor: &cursor)
            #expect(claimed.count == 1)
        },
        { _ = try $0.reader.retrievingRuns() },
        { try $0.delete(kept, at: 5) },
        { _ = try $0.reader.expired(.deleted, past: grace, after: nil, limit: 5) },
        { _ = try $0.reader.expired(.superseded, past: grace, after: nil, limit: 5) },
        { _ = try $0.reader.asset(id: kept) },
        { _ = try $0.letGo(ofSourcesOf: kept, at: 5) },
        { _ = try $0.reader.runningRuns() },
        { _ = try $0.reader.metadata(of: digest) },
    ]
    /// What sorts, because there are few: what was deleted from one path, and the groups of what is
    /// missing.
    private static let sorting: [Ask] = [
        { _ = try $0.reader.lastDeleted(bucket: "b", path: "gone") },
        { _ = try $0.reader.missing(now: 5) },
    ]

    private func makeCatalog(_ directory: TemporaryDirectory) throws -> Catalog {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        try catalog.write { writer in
            _ = try writer.insert(
                BlobRecord(
                    digest: IndexTests.digest, size: 1, content: .undecodable(reason: "none"),
                    createdAt: 0, metadata: BlobMetadata(extractorVersion: 1)))
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

    @Test("each is used by a statement")
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
        let questions = try IndexTests.questions.flatMap { try RunStatement.all(catalog, $0) }
        for statement in questions { #expect(!statement.sorts, "\(statement)") }
        let sorting = try IndexTests.sorting.flatMap { try RunStatement.all(catalog, $0) }
        let statements = lists + questions + sorting
        for index in indexes {
            #expect(statements.contains { $0.uses(index) }, "nothing asks \(index)")
        }
    }
}
