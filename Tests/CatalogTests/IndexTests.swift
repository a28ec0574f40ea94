import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalog

@Suite("Indexes") struct IndexTests {
    /// Those that lists do not ask, each with a question that it answers. Foreign keys ask some of
    /// them whenever a row goes that others refer to.
    private static let questions = [
        "blobs_unwell": "SELECT digest FROM blobs WHERE state <> 'present' AND state = 'corrupt'",
        "blobs_by_verification": "SELECT digest FROM blobs WHERE verified_at < 5",
        "assets_by_blob": "SELECT id FROM assets WHERE blob_id = 5",
        "assets_waiting_by_reason": CatalogReader.nextOfGroup,
        "assets_due":
            "SELECT min(next_retrieval_attempt) FROM assets WHERE retrieval_status <> 'completed'",
        "assets_superseded": "SELECT id FROM assets WHERE superseded_by = 'x'",
        "assets_by_source": "SELECT id FROM assets WHERE source = 's' AND target_bucket = 'b'",
        "assets_requested":
            "SELECT min(source_host) FROM assets WHERE retrieval_request = 'r' AND source_host > 'a'",
        "assets_retrieving": "SELECT min(retrieval_run) FROM assets WHERE retrieval_run > 'a'",
        "assets_refreshing": "SELECT id FROM assets WHERE refreshes = 'x'",
        "assets_by_deletion": "SELECT id FROM assets WHERE deleted_at <= 5 ORDER BY deleted_at",
        "assets_by_supersession":
            "SELECT id FROM assets WHERE superseded_at <= 5 ORDER BY superseded_at",
        "bucket_paths_by_asset": "SELECT max(id) FROM bucket_paths WHERE asset_id = 'x'",
        "bucket_paths_past": """
        SELECT asset_id FROM bucket_paths
        WHERE bucket = 'b' AND path = 'p' AND superseded_at IS NOT NULL
        """,
        "known_sources_by_asset":
            "UPDATE known_sources SET asset_id = NULL WHERE asset_id = 'x'",
        "runs_running": "SELECT id FROM runs WHERE status = 'running'",
    ]

    @Test("there is none that nothing asks")
    func use() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        let lists = Set(FilterForms.all.compactMap { AssetShape($0).index })
        try catalog.read { reader in
            let indexes = try String.fetchAll(
                reader.db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
            #expect(Set(indexes) == lists.union(IndexTests.questions.keys))
            for (index, sql) in IndexTests.questions where index != "assets_waiting_by_reason" {
                let plan = try Row.fetchAll(reader.db, sql: "EXPLAIN QUERY PLAN " + sql)
                    .map { $0["detail"] as String }.joined(separator: " ")
                #expect(plan.split(separator: " ").contains { $0 == index }, "\(plan)")
                #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
            }
        }
    }
}
