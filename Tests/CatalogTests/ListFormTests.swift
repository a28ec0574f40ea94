import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Every form of the list") struct ListFormTests {
    @Test("each field of a filter is among the forms that are tested")
    func fields() {
        let fields = Mirror(reflecting: AssetFilter()).children.compactMap(\.label)
        #expect(Set(fields) == Set(FilterForms.choices.keys))
    }

    private func plan(_ query: AssetQuery, _ catalog: Catalog) throws -> [String] {
        try catalog.read { reader in
            try Row.fetchAll(
                reader.db, sql: "EXPLAIN QUERY PLAN " + query.sql, arguments: query.arguments
            ).map { $0["detail"] as String }
        }
    }

    private func cursor(_ order: AssetOrder) -> AssetCursor? {
        let id = Identifier.lowest(at: LargeSample.start)
        return switch order {
        case .newest: AssetCursor(id, order)
        case .path: AssetCursor("dir1/2", order)
        case .deletion: AssetCursor("\(LargeSample.start)/\(id)", order)
        case .target, .deletedPath: AssetCursor("dir1/2/\(id)", order)
        }
    }

    @Test(
        "is served by an index with all its leading columns fixed, and never sorted",
        arguments: [false, true])
    func plans(_ hasStatistics: Bool) throws {
        let directory = TemporaryDirectory()
        var sample = try LargeSample(directory, seed: 3)
        let catalog = sample.catalog
        defer { catalog.close() }
        if hasStatistics {
            for step in 0..<100 { try sample.change(step) }
            try catalog.write { try $0.db.execute(sql: "ANALYZE") }
        }
        let fixed = ["is_current", "retrieval_status", "kind", "bucket", "target_bucket"]
        for filter in FilterForms.all {
            for cursor in [nil, cursor(filter.order)] {
                let query = AssetQuery(filter, after: cursor, limit: 10)
                let plan = try plan(query, catalog)
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(filter): \(plan)")
                let reads = plan.filter { $0.hasPrefix("SEARCH") || $0.hasPrefix("SCAN") }
                #expect(!reads.isEmpty)
                for read in reads {
                    let index = try #require(
                        read.firstMatch(of: /INDEX (\S+)/), "\(filter): \(plan)")
                    if filter.isWithoutCondition, read.hasPrefix("SCAN") { continue }
                    #expect(read.hasPrefix("SEARCH"), "\(filter): \(plan)")
                    let columns = try catalog.read {
                        try String.fetchAll(
                            $0.db, sql: "SELECT name FROM pragma_index_info(?)",
                            arguments: [String(index.1)])
                    }
                    for column in columns.prefix(while: { fixed.contains($0) }) {
                        #expect(read.contains("\(column)=?"), "\(filter): \(read)")
                    }
                    if cursor != nil, query.order != .path || filter.prefix != nil {
                        #expect(read.contains("<") || read.contains(">"), "\(filter): \(read)")
                    }
                }
            }
        }
    }

    @Test("has exactly the filtered assets, each once, in order, on pages of any size")
    func contents() throws {
        let directory = TemporaryDirectory()
        var sample = try LargeSample(directory, seed: 9)
        let catalog = sample.catalog
        defer { catalog.close() }
        for step in 0..<250 { try sample.change(step) }
        let all = try catalog.read { reader in
            try String.fetchAll(reader.db, sql: "SELECT id FROM assets")
                .compactMap { try reader.asset(id: $0) }
        }
        #expect(all.count > 80)
        var filled: Set<AssetOrder> = []
        for filter in FilterForms.all {
            let expected = all.filter { FilterForms.holds($0, filter) }
                .sorted { comes($0, before: $1, filter.order) }.map(\.asset.id)
            if expected.count > 1 { filled.insert(filter.order) }
            for limit in [10, 1000] {
                var found: [String] = []
                var after: String?
                repeat {
                    let page = try catalog.read {
                        try $0.page(filter, after: after, limit: limit)
                    }
                    found += page.listings.map(\.asset.id)
                    after = page.next
                } while after != nil
                #expect(found == expected, "\(filter)")
            }
        }
        #expect(filled == Set(AssetOrder.allCases), "each order was seen at work")
    }

    private func comes(
        _ left: AssetListing, before right: AssetListing, _ order: AssetOrder
    ) -> Bool {
        func path(_ listing: AssetListing) -> String {
            listing.path ?? listing.asset.targetPath ?? ""
        }
        let (first, second) = (left.asset, right.asset)
        return switch order {
        case .newest: first.id > second.id
        case .path, .target, .deletedPath: (path(left), first.id) < (path(right), second.id)
        case .deletion: (first.deletedAt!, first.id) > (second.deletedAt!, second.id)
        }
    }

    @Test("a list by time below a prefix continues where it stopped")
    func postFilter() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        defer { catalog.close() }
        // Only the oldest two of many are below the prefix.
        try catalog.write { writer in
            for index in 0..<10_000 {
                var record = RetrievalRecord(
                    id: Identifier.lowest(at: LargeSample.start + Int64(index)), source: "s",
                    host: "h", targetBucket: "a", targetPath: index < 2 ? "old/x" : "new/x",
                    name: "\(index)", createdAt: LargeSample.start + Int64(index))
                record.metadata = "{}"
                try writer.insert(record, run: nil)
            }
        }
        var filter = AssetFilter()
        filter.bucket = "a"
        filter.status = .pending
        filter.prefix = "old/"
        filter.since = LargeSample.start
        var pages = 0
        var found: [String] = []
        var after: String?
        repeat {
            let page = try catalog.read { try $0.page(filter, after: after, limit: 10) }
            found += page.listings.map(\.asset.name)
            after = page.next
            pages += 1
        } while after != nil
        #expect(found == ["1", "0"])
        #expect(pages == 5)
    }

    @Test("an invalid cursor is refused")
    func cursors() throws {
        let id = Identifier.lowest(at: LargeSample.start)
        var filter = AssetFilter()
        filter.isOfDeleted = true
        #expect(!filter.accepts(cursor: id))
        #expect(!filter.accepts(cursor: "yesterday/\(id)"))
        #expect(filter.accepts(cursor: "1700000000000/\(id)"))
        #expect(AssetFilter().accepts(cursor: id))
        #expect(AssetCursor("a/b/\(id)", .target) == AssetCursor(key: "a/b", id: id, .target))
    }
}

extension AssetFilter {
    /// Everything there is, or all that an index of its own holds: it is read from end to end.
    fileprivate var isWithoutCondition: Bool {
        var all = AssetFilter()
        all.includesPast = true
        return self == all || isOfGone
    }
}
