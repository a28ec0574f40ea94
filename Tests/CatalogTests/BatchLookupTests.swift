import Foundation
import GRDB
import TestSupport
import Testing
import Values

@testable import Catalog

@Suite("Looking up many rows in order") struct BatchLookupTests {
    /// Names whose order is not that of the directories they are in, some of them not UTF-8.
    private static let parts: [[UInt8]] =
        ["a", "a-b", "a.b", "a0", "ab", "b", "%41", "ä"].map {
            Array($0.utf8)
        } + [[0xFF, 0x61], [0x61, 0xFE]]

    private func path(_ random: inout SeededRandom) -> [UInt8] {
        let depth = Int.random(in: 1...4, using: &random)
        return Array(
            (0..<depth).map { _ in BatchLookupTests.parts.randomElement(using: &random)! }
                .joined(separator: [UInt8(ascii: "/")]))
    }

    private func digest(_ number: Int) -> Digest {
        Digest(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
    }

    private func blob(_ number: Int) -> BlobRecord {
        BlobRecord(
            digest: digest(number), size: 1, content: .undecodable(reason: "none"), createdAt: 0)
    }

    /// As a walk asks (in order), as a tree sorts otherwise, and without any order.
    private func orders(_ paths: [[UInt8]], _ random: inout SeededRandom) -> [[[UInt8]]] {
        let sorted = paths.sorted { $0.lexicographicallyPrecedes($1) }
        return [sorted, sorted.reversed(), paths.shuffled(using: &random), sorted + sorted]
    }

    @Test("a file is found by its path, whatever is asked for before it", arguments: 1...6)
    func files(_ seed: Int) throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        var random = SeededRandom(seed: UInt64(seed))
        let paths = Set((0..<300).map { _ in path(&random) })
        let known = paths.filter { _ in Bool.random(using: &random) }
        var records: [[UInt8]: SourceFileRecord] = [:]
        try catalog.write { writer in
            for (number, path) in known.enumerated() {
                let isStored = number % 3 != 0
                if isStored { _ = try writer.insert(blob(number)) }
                let number64 = Int64(number)
                let record = SourceFileRecord(
                    path: Data(path), size: number64, modified: number64 + 1,
                    changed: number64 + 2, device: number64 + 3, inode: -number64,
                    outcome: isStored
                        ? .stored(digest: digest(number))
                        : .refused(kind: .foreign("kind \(number)"), reason: "réason \(number)"),
                    decoderVersion: number << 20)
                records[path] = record
                try writer.upsert(record)
            }
        }
        for order in orders(Array(paths), &random) {
            try catalog.read { reader in
                try reader.lookingUp { lookup in
                    for path in order {
                        let found = try lookup.files.file(at: path)
                        let record = records[path]
                        #expect(found?.size == record?.size)
                        #expect(found?.modified == record?.modified)
                        #expect(found?.changed == record?.changed)
                        #expect(found?.device == record?.device)
                        #expect(found?.inode == record?.inode)
                        let outcome: KnownFile.Outcome? =
                            switch record?.outcome {
                            case nil: nil
                            case .stored(let digest): .stored(digest)
                            case .refused(let kind, let reason):
                                .refused(
                                    kind: kind, reason: reason,
                                    decoderVersion: record!.decoderVersion)
                            }
                        #expect(found?.outcome == outcome)
                    }
                }
            }
        }
    }

    @Test(
        "occupants of paths are found in any order and in several buckets at once",
        arguments: 1...6)
    func occupants(_ seed: Int) throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        var random = SeededRandom(seed: UInt64(seed))
        let paths = Set((0..<200).map { _ in path(&random) }.map { text($0) })
        try catalog.write { writer in
            for number in 0..<40 { _ = try writer.insert(blob(number)) }
            // Several take one path after another; the last one lives there.
            for _ in 0..<400 {
                let (bucket, path) = (bucketName(&random), paths.randomElement(using: &random)!)
                let previous = try writer.reader.occupant(bucket: bucket, path: path)
                let isPending = Int.random(in: 0..<8, using: &random) == 0
                let asset = AssetRecord(
                    id: WallClock.system.makeID(),
                    digest: isPending ? nil : digest(.random(in: 0..<40, using: &random)),
                    kind: .file, origin: .upload, name: path, userID: nil, jobID: nil, source: nil,
                    metadata: "{}", retrievalStatus: isPending ? .pending : .completed,
                    createdAt: 0)
                try writer.insert(asset)
                try writer.occupy(
                    bucket: bucket, path: path, assetID: asset.id, kind: asset.kind,
                    superseding: previous, at: 1)
            }
            for number in 0..<10 {
                try writer.setState(number % 2 == 0 ? .missing : .corrupt, of: digest(number))
            }
        }
        let keys = paths.map { Array($0.utf8) }
        var seen = 0
        for order in orders(keys, &random) {
            try catalog.read { reader in
                try reader.lookingUp { lookup in
                    for path in order {
                        let bucket = bucketName(&random)
                        let found = try lookup.occupants.occupant(bucket: bucket, path: path)
                        let expected = try reader.occupant(
                            bucket: bucket, path: String(decoding: path, as: UTF8.self))
                        #expect(found?.assetID == expected?.assetID)
                        #expect(found?.digest == expected?.digest)
                        if let state = expected?.state {
                            #expect((found?.state == .present) == (state == .present))
                        }
                        seen += expected == nil ? 0 : 1
                    }
                }
            }
        }
        #expect(seen > 100)
    }

    private func bucketName(_ random: inout SeededRandom) -> String {
        Bool.random(using: &random) ? "one" : "two"
    }

    private func text(_ path: [UInt8]) -> String {
        path.allSatisfy { $0 < 0x80 } ? String(decoding: path, as: UTF8.self) : "escaped\(path)"
    }

    @Test("both lookups go through an index and sort nothing")
    func plans() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.path("c.sqlite"))
        let plans = try catalog.read { reader in
            try [KnownFiles.sql, PathOccupants.sql].map { sql in
                let arguments: StatementArguments = sql.contains("bucket") ? ["b", ""] : [Data()]
                return try Row.fetchAll(
                    reader.db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments
                ).map { $0["detail"] as String }
            }
        }
        for detail in plans.joined() {
            #expect(detail.hasPrefix("SEARCH") || detail.contains("SUBQUERY"), "\(detail)")
        }
        #expect(
            plans[1].contains { $0.contains("blobs USING INTEGER PRIMARY KEY (rowid=?)") },
            "\(plans[1])")
    }
}
