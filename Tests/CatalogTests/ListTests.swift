import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Listing assets") struct ListTests {
    private static let start: Int64 = 1_700_000_000_000

    /// Assets a second apart in two buckets; every tenth is pending.
    private func makeCatalog(_ directory: TemporaryDirectory, count: Int) throws -> Catalog {
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        try catalog.write { writer in
            for index in 0..<count {
                var digest: Digest?
                if index % 10 != 0 {
                    digest = Digest(repeating: UInt8(index & 255), last: UInt8(index >> 8))
                    _ = try writer.insert(
                        BlobRecord(
                            digest: digest!, size: 1, content: .undecodable(reason: "none"),
                            createdAt: 0))
                }
                let time = ListTests.start + Int64(index) * 1000
                let asset = AssetRecord(
                    id: Identifier.lowest(at: time), digest: digest,
                    kind: index % 7 == 0 ? .file : .image, origin: .upload, name: "\(index)",
                    userID: nil, jobID: nil, source: nil, metadata: "{}",
                    retrievalStatus: digest == nil ? .pending : .completed, createdAt: time)
                try writer.insert(asset)
                try writer.occupy(
                    bucket: index % 2 == 0 ? "even" : "odd",
                    path: "dir\(index % 3)/\(String(index).leftPadded(to: 4))",
                    assetID: asset.id, kind: asset.kind, superseding: nil, at: time)
            }
        }
        return catalog
    }

    private func allPages(
        _ catalog: Catalog, _ filter: AssetFilter, limit: Int
    ) throws -> [String] {
        var names: [String] = []
        var after: String?
        while true {
            let page = try catalog.read { try $0.page(filter, after: after, limit: limit) }
            #expect(page.listings.count <= limit)
            names += page.listings.map(\.asset.name)
            guard page.next != nil else { return names }
            if let last = page.listings.last {
                #expect(page.next == filter.cursor(behind: last), "\(filter)")
            }
            after = page.next
        }
    }

    @Test("pages of any size hold every asset once, newest first", arguments: [1, 7, 100, 1000])
    func paging(_ limit: Int) throws {
        let directory = TemporaryDirectory()
        let catalog = try makeCatalog(directory, count: 60)
        #expect(
            try allPages(catalog, AssetFilter(), limit: limit)
                == (0..<60).reversed().map(String.init))
    }

    @Test("filters select by bucket, prefix, status, kind and time")
    func filters() throws {
        let directory = TemporaryDirectory()
        let catalog = try makeCatalog(directory, count: 60)
        func numbers(_ change: (inout AssetFilter) -> Void) throws -> Set<Int> {
            var filter = AssetFilter()
            change(&filter)
            return Set(try allPages(catalog, filter, limit: 9).compactMap(Int.init))
        }
        func expected(_ condition: (Int) -> Bool) -> Set<Int> { Set((0..<60).filter(condition)) }
        #expect(try numbers { $0.bucket = "odd" } == expected { $0 % 2 == 1 })
        #expect(
            try numbers {
                $0.bucket = "even"
                $0.prefix = "dir1/"
            } == expected { $0 % 2 == 0 && $0 % 3 == 1 })
        #expect(try numbers { $0.status = .pending } == expected { $0 % 10 == 0 })
        #expect(try numbers { $0.kind = .file } == expected { $0 % 7 == 0 })
        #expect(try numbers { $0.since = ListTests.start + 50_000 } == expected { $0 >= 50 })
    }
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String {
        String(repeating: "0", count: max(0, count - self.count)) + self
    }
}
