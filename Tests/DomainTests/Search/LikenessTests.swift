import GRDB
import Testing

@testable import Catalog
@testable import Domain

@Suite("Likeness") struct LikenessTests {
    let domain: TestDomain
    let ann: User

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
    }

    private func make(
        _ id: String, _ hash: UInt64, _ change: (inout TestPicture) -> Void = { _ in }
    )
        throws
    {
        var picture = TestPicture(id)
        picture.hash = hash
        change(&picture)
        try domain.make(picture, of: ann)
    }

    private func similar(_ id: String, _ distance: Int, as viewer: Viewer) throws -> [String] {
        try domain.index()
        return try domain.read(as: viewer) { reader in
            let full = id + String(repeating: "-", count: 36 - id.count)
            let (_, hash) = try reader.search.hash(of: full)
            return try reader.search.similar(to: hash, within: distance, limit: 1000)
                .map { "\(TestDomain.short($0.asset)) \($0.distance)" }
        }
    }

    private func groups(_ distance: Int, as viewer: Viewer) throws -> [[String]] {
        try domain.index()
        var found: [[String]] = []
        try domain.read(as: viewer) { reader in
            try reader.search.duplicates(within: distance) { group in
                found.append(
                    group.members.map { TestDomain.short($0.asset) } + [group.reason.rawValue])
                return true
            }
        }
        return found
    }

    @Test("finds every hash within a distance, and no other", arguments: [0, 3, 4, 7, 8, 12, 16])
    func exhaustive(distance: Int) throws {
        var random = SeededRandom(seed: 7)
        let base = random.next()
        var hashes: [String: UInt64] = ["base": base]
        for index in 0..<120 {
            var hash = base
            // Bits anywhere, or all in one quarter.
            for _ in 0..<(index % 20) {
                let bit = index % 3 == 0 ? random.next() % 16 : random.next() % 64
                hash ^= 1 << bit
            }
            hashes["p\(index)"] = hash
        }
        for (id, hash) in hashes { try make(id, hash) }
        let expected = hashes.filter { Likeness.distance($0.value, base) <= distance }
            .map { "\($0.key) \(Likeness.distance($0.value, base))" }
        #expect(try similar("base", distance, as: ann.viewer).sorted() == expected.sorted())
        let query = try domain.find(
            "like:base\(String(repeating: "-", count: 32))~\(distance)", as: ann.viewer)
        #expect(query.count == expected.count)
    }

    @Test("groups what is near, whichever way it is looked at", arguments: [0, 3, 7, 11])
    func grouping(distance: Int) {
        var random = SeededRandom(seed: 11)
        var hashes: [UInt64] = []
        for _ in 0..<60 {
            let base = random.next()
            for _ in 0..<(random.next() % 4 + 1) {
                hashes.append(
                    (0..<(random.next() % 6)).reduce(base) { hash, _ in
                        hash ^ 1 << (random.next() % 64)
                    })
            }
        }
        // The same by comparing all with all.
        var group = Array(hashes.indices)
        for _ in hashes {
            for one in hashes.indices {
                for two in hashes.indices
                where Likeness.distance(hashes[one], hashes[two]) <= distance {
                    let least = min(group[one], group[two])
                    (group[one], group[two]) = (least, least)
                }
            }
        }
        let expected = Dictionary(grouping: hashes.indices) { group[$0] }.values
            .filter { $0.count > 1 }.map { Array($0) }.sorted { $0[0] < $1[0] }
        #expect(GroupAlike.groups(of: hashes, within: distance) == expected)
    }

    @Test("says which to keep, and why")
    func suggestion() throws {
        try make("small", 1) { ($0.width, $0.height) = (512, 512) }
        try make("large", 3)
        try make("plain", 0xFF00)
        try make("told", 0xFF01) { $0.prompt = "a castle" }
        try make("photo", 0xF0F0_0000_0000) { $0.format = "jpeg" }
        try make("copy", 0xF0F0_0000_0000)
        try make("old", 0xABCD_0000_0000_0000) { $0.createdAt = 1 }
        try make("new", 0xABCD_0000_0000_0000)
        try make("alone", 0x1234_5678_9ABC_DEF0)
        #expect(
            Set(try groups(1, as: ann.viewer)) == [
                ["large", "small", "mostPixels"], ["told", "plain", "isDescribed"],
                ["copy", "photo", "isLossless"], ["old", "new", "isOldest"],
            ])
        #expect(try groups(0, as: ann.viewer).count == 2)
        try domain.write(as: ann) {
            _ = try $0.tags.add("best", to: "new" + String(repeating: "-", count: 33))
        }
        #expect(try groups(0, as: ann.viewer).contains(["new", "old", "isUsed"]))
    }

    @Test("knows nothing of what is somebody else's, or gone")
    func isolation() throws {
        let bob = try domain.makeUser("bob")
        try make("mine", 5)
        var other = TestPicture("bobs")
        other.hash = 5
        try domain.make(other, of: bob)
        #expect(try similar("mine", 8, as: ann.viewer) == ["mine 0"])
        #expect(throws: SearchError.self) { try similar("mine", 8, as: bob.viewer) }
        #expect(try groups(3, as: bob.viewer) == [])
        #expect(try groups(3, as: domain.owner.viewer).count == 1)
        try domain.queue.write {
            try $0.execute(sql: "UPDATE blobs SET perceptual_hash = ~perceptual_hash")
        }
        #expect(try groups(3, as: domain.owner.viewer).count == 1)
        try domain.queue.write { db in
            try db.execute(sql: "DELETE FROM bucket_paths WHERE asset_id LIKE 'bobs%'")
            try db.execute(
                sql:
                    "UPDATE assets SET blob_id = NULL, retrieval_status = 'pending' WHERE id LIKE 'bobs%'"
            )
            try db.execute(
                sql:
                    "DELETE FROM blobs WHERE id NOT IN (SELECT blob_id FROM assets WHERE blob_id IS NOT NULL)"
            )
        }
        #expect(try groups(3, as: domain.owner.viewer) == [])
        let rows = try domain.read(as: .program) {
            try $0.connection.rows("SELECT 1 FROM blob_likeness").count
        }
        #expect(rows == 4)
    }
}
