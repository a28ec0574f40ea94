import Foundation
import TestSupport
import Values

@testable import Catalog

/// A catalogue in which assets of every state, status, kind and place are mixed by a seed.
struct LargeSample {
    static let start: Int64 = 1_700_000_000_000
    static let recipe = "thumb-1"
    let catalog: Catalog
    var generator: SeededRandom

    init(_ directory: TemporaryDirectory, seed: UInt64) throws {
        catalog = try Catalog(path: directory.path("c.sqlite"))
        generator = SeededRandom(seed: seed)
        _ = try catalog.write {
            try $0.insertRecipe(id: LargeSample.recipe, name: "thumb", definition: "", at: 0)
        }
    }

    private mutating func one<Value>(of values: [Value]) -> Value {
        values.randomElement(using: &generator)!
    }

    private mutating func number(_ limit: Int) -> Int {
        Int.random(in: 0..<limit, using: &generator)
    }

    /// One change of the many that programs make.
    mutating func change(_ step: Int) throws {
        let time = LargeSample.start + Int64(step) * 1000
        switch number(10) {
        case ..<4: try store(step, at: time)
        case ..<6: try register(step, at: time)
        case 6: try retrieve(at: time)
        case 7: try delete(at: time)
        case 8: try number(4) == 0 ? undelete(at: time) : delete(at: time)
        default: try collect(at: time)
        }
    }

    /// A file that was ingested, often at a path where something lives.
    private mutating func store(_ step: Int, at time: Int64) throws {
        let digest = Digest(repeating: UInt8(number(40)))
        let blob = BlobRecord(
            digest: digest, size: Int64(digest.bytes[0]) + 1, content: .undecodable(reason: "none"),
            createdAt: time)
        let asset = AssetRecord(
            id: Identifier.lowest(at: time), digest: digest, kind: one(of: AssetKind.allCases),
            origin: .upload, name: "\(step)", userID: nil, jobID: nil, source: nil, metadata: "{}",
            retrievalStatus: .completed, createdAt: time)
        let (bucket, path) = (one(of: ["a", "b"]), "dir\(number(2))/\(number(30))")
        try catalog.write { writer in
            _ = try writer.insert(blob)
            try writer.insert(
                RenditionRecord(
                    digest: digest, recipeID: LargeSample.recipe, format: "png", width: 1,
                    height: 1, size: time % 7 + 1, contentDigest: digest, createdAt: time))
            try writer.insert(asset)
            let occupant = try writer.reader.occupant(bucket: bucket, path: path)
            try writer.occupy(
                bucket: bucket, path: path, assetID: asset.id, kind: asset.kind,
                superseding: occupant, at: time)
        }
    }

    private mutating func register(_ step: Int, at time: Int64) throws {
        var record = RetrievalRecord(
            id: Identifier.lowest(at: time), source: "https://h/\(step)",
            host: one(of: ["h", "i"]),
            targetBucket: one(of: ["a", "b"]), targetPath: "dir\(number(2))/w\(number(30))",
            name: "\(step)", createdAt: time)
        record.kind = one(of: AssetKind.allCases)
        try catalog.write { try $0.insert(record, run: "r") }
    }

    /// Some are taken; they fail, come, are given back, or stay with the run.
    private mutating func retrieve(at time: Int64) throws {
        var generator = generator
        try catalog.write { writer in
            var cursor = ""
            let claimed = try writer.claim(
                run: "r", room: ClaimRoom(perHost: 2, total: 4), now: .max, cursor: &cursor)
            for record in claimed {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    let failure = RetrievalFailure(
                        kind: .known(.timeout), reason: "slow", httpStatus: nil, isPermanent: false,
                        nextAttempt: time)
                    try writer.fail(record.id, failure, keepsRequest: true, at: time)
                case 1:
                    let failure = RetrievalFailure(
                        kind: .known(.httpStatus), reason: "gone", httpStatus: 410,
                        isPermanent: true,
                        nextAttempt: nil)
                    try writer.fail(record.id, failure, keepsRequest: false, at: time)
                case 2: try complete(record, writer, at: time)
                default: try writer.release(run: "r", ids: [record.id], at: time)
                }
            }
        }
        self.generator = generator
    }

    private func complete(
        _ record: RetrievalRecord, _ writer: CatalogWriter, at time: Int64
    ) throws {
        let digest = Digest(repeating: 200)
        _ = try writer.insert(
            BlobRecord(
                digest: digest, size: 9, content: .undecodable(reason: "none"), createdAt: time))
        var record = record
        record.kind = record.kind == .image ? .file : .image
        try writer.complete(record, digest: digest, at: time)
        let occupant = try writer.reader.occupant(
            bucket: record.targetBucket, path: record.targetPath)
        try writer.occupy(
            bucket: record.targetBucket, path: record.targetPath, assetID: record.id,
            kind: record.kind,
            superseding: occupant, at: time)
    }

    private mutating func delete(at time: Int64) throws {
        let ids = try current()
        guard !ids.isEmpty else { return }
        let id = one(of: ids)
        try catalog.write { try $0.delete(id, at: time) }
    }

    private mutating func undelete(at time: Int64) throws {
        var filter = AssetFilter()
        filter.isOfDeleted = true
        let deleted = try catalog.read { try $0.page(filter, after: nil, limit: 20) }.listings
        guard !deleted.isEmpty else { return }
        let listing = one(of: deleted)
        guard let bucket = listing.bucket, let path = listing.path else {
            return try catalog.write { try $0.undelete(listing.asset.id, at: time) }
        }
        try catalog.write { writer in
            guard try writer.reader.occupant(bucket: bucket, path: path) == nil else { return }
            try writer.undelete(listing.asset.id, at: time)
            try writer.reoccupy(
                bucket: bucket, path: path, assetID: listing.asset.id, at: time)
        }
    }

    /// Ended assets are purged, with content that no asset has then; some bytes are found lost.
    private mutating func collect(at time: Int64) throws {
        let lost = Digest(repeating: UInt8(number(40)))
        let grace = Grace(since: time - 100_000, now: time)
        try catalog.write { writer in
            try writer.setState(one(of: BlobState.allCases), of: lost)
            for end in Retirement.allCases {
                for asset in try writer.reader.expired(end, past: grace, after: nil, limit: 3) {
                    _ = try writer.purge(asset.listing.asset.id, past: grace)
                }
            }
            for blob in try writer.reader.unownedContent(after: nil, count: 100).unowned {
                _ = try writer.purgeContent(blob.digest)
            }
        }
    }

    private func current() throws -> [String] {
        try catalog.read { try $0.page(AssetFilter(), after: nil, limit: 50) }
            .listings.map(\.asset.id)
    }
}
