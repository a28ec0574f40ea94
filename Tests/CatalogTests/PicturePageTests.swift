import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Pages of pictures") struct PicturePageTests {
    private static let start: Int64 = 1_700_000_000_000

    private let facts = PictureFacts(
        format: "png", width: 1, height: 1, storedWidth: 1, storedHeight: 1, orientation: 1,
        bits: 8, channels: 3, frames: 1, isLayered: false, isTransparent: false, hasProfile: false,
        perceptualHash: 0)

    private func digest(_ index: Int) -> Digest {
        Digest(repeating: UInt8(index * 37 & 255), last: UInt8(index))
    }

    /// Sixty assets of twenty blobs, so that each blob is in both buckets; every fifth blob is no
    /// picture, and one picture belongs to nobody.
    private func makeCatalog(_ directory: TemporaryDirectory) throws -> Catalog {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        try catalog.write { writer in
            for index in 0...20 {
                _ = try writer.insert(
                    BlobRecord(
                        digest: digest(index), size: 1,
                        content: index % 5 == 3
                            ? .undecodable(reason: "none") : .picture(facts), createdAt: 0))
            }
            for index in 0..<60 {
                let time = PicturePageTests.start + Int64(index) * 1000
                let asset = AssetRecord(
                    id: Identifier.lowest(at: time), digest: digest(index % 20),
                    kind: index % 20 < 10 ? .image : .file, origin: .upload, name: "\(index)",
                    userID: nil, jobID: nil, source: nil, metadata: "{}",
                    retrievalStatus: .completed, createdAt: time)
                try writer.insert(asset)
                try writer.occupy(
                    bucket: index % 2 == 0 ? "even" : "odd", path: "\(index % 20)/\(index)",
                    assetID: asset.id, kind: asset.kind, superseding: nil, at: time)
            }
        }
        return catalog
    }

    private func walk(_ catalog: Catalog, _ filter: AssetFilter, _ limit: Int) throws -> [Digest] {
        var found: [Digest] = []
        while true {
            let page = try catalog.read {
                try $0.pictures(filter, after: found.last, limit: limit)
            }
            #expect(page.count <= limit)
            if page.isEmpty { return found }
            found += page.map(\.digest)
        }
    }

    private static func filter(_ change: (inout AssetFilter) -> Void) -> AssetFilter {
        var filter = AssetFilter()
        change(&filter)
        return filter
    }

    /// Filters, with how many of the pictures pass.
    private static let filters: [(AssetFilter, Int)] = [
        (AssetFilter(), 17),
        (filter { $0.bucket = "even" }, 8),
        (filter { $0.bucket = "odd" }, 8),
        (filter { $0.kind = .image }, 8),
        (filter { $0.kind = .audio }, 0),
        (filter { $0.since = start + 55_000 }, 4),
        (
            filter {
                $0.bucket = "even"
                $0.prefix = "1"
            }, 4
        ),
        (
            filter {
                $0.bucket = "even"
                $0.kind = .file
                $0.since = start + 10_000
            }, 4
        ),
    ]

    @Test("hold each picture once, in order, whatever their size", arguments: [1, 3, 100])
    func walk(_ limit: Int) throws {
        let directory = TemporaryDirectory()
        let catalog = try makeCatalog(directory)
        defer { catalog.close() }
        for (filter, count) in PicturePageTests.filters {
            let found = try walk(catalog, filter, limit)
            #expect(found.count == count, "\(filter)")
            #expect(found == found.sorted { $0.precedes($1) })
            #expect(Set(found).count == count)
            #expect(try catalog.read { try $0.countPictures(filter) } == count)
        }
    }

    @Test("never sort, and never scan a bucket for each picture")
    func plans() throws {
        let directory = TemporaryDirectory()
        let catalog = try makeCatalog(directory)
        defer { catalog.close() }
        for (filter, _) in PicturePageTests.filters {
            let query = PictureQuery(filter)
            let plan = try catalog.read { reader in
                try Row.fetchAll(
                    reader.db, sql: "EXPLAIN QUERY PLAN " + query.page,
                    arguments: [Data()] + query.arguments + [10]
                ).map { $0["detail"] as String }
            }.joined(separator: "; ")
            // From where the page begins, in the order of the digests.
            #expect(plan.contains(/SEARCH blobs USING INDEX \S+ \(digest>\?\)/), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
            #expect(!plan.contains("SCAN"), "\(plan)")
            if filter != AssetFilter() {
                #expect(plan.contains(/SEARCH assets USING INDEX \S+ \(blob_id=\?\)/), "\(plan)")
            }
            if filter.bucket != nil {
                #expect(
                    plan.contains(/SEARCH bucket_paths USING INDEX \S+ \(asset_id=\?\)/), "\(plan)")
            }
        }
    }
}
