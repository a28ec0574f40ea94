package import Domain
package import Foundation

/// One line of the journal: what neither pixels nor paths say. `docs/format.md` specifies them.
///
/// Fields that are nil are left out of a line; those that were added later may be missing.
package enum JournalFact: Sendable {
    case asset(AssetFact)
    case waiting(WaitingFact)
    case recipe(RecipeFact)
    case deletion(ChangeFact)
    case undeletion(UndeletionFact)
    case purge(ChangeFact)
    case update(UpdateFact)
    case source(SourceFact)
    /// A row of the domain changed.
    case row(RowFact)
}

/// An asset has its bytes and is current at a path.
package struct AssetFact: Codable, Sendable {
    package var id, digest, bucket, path, kind, origin, name: String
    package var userID, jobID, externalID, source: String?
    package var metadata: String
    package var createdAt: Int64
    /// When it came to the path; the same as `createdAt` in lines without it.
    package var at: Int64?
    /// The asset that lived there.
    package var supersedes: String?
    /// The size of the object.
    package var bytes: Int64?
    package var sourceHost, sourceETag, sourceModified: String?
    package var sourceSize: Int64?
    package var targetBucket, targetPath, expectedDigest: String?
    package var keepsUndecodable, allowsOwnHost: Bool?
    package var sourceVariant: String?

    enum CodingKeys: String, CodingKey {
        case id, digest, bucket, path, kind, origin, name, source, metadata, at, supersedes, bytes
        case userID = "user_id"
        case jobID = "job_id"
        case externalID = "external_id"
        case createdAt = "created_at"
        case sourceHost = "source_host"
        case sourceETag = "source_etag"
        case sourceModified = "source_modified"
        case sourceSize = "source_size"
        case targetBucket = "target_bucket"
        case targetPath = "target_path"
        case expectedDigest = "expected_digest"
        case keepsUndecodable = "keeps_undecodable"
        case allowsOwnHost = "allows_own_host"
        case sourceVariant = "source_variant"
    }
}

/// A source was registered, or asked for again, whose bytes are not here yet.
package struct WaitingFact: Codable, Sendable {
    package var id, kind, origin, name, source, sourceHost, targetBucket, targetPath: String
    package var userID, jobID, externalID: String?
    package var metadata: String
    package var createdAt, at: Int64
    /// The whole address where it holds credentials, encrypted with the store's key, as base64.
    package var sealedSource: String?
    package var sourceExpires: Int64?
    package var expectedDigest: String?
    package var keepsUndecodable, allowsOwnHost: Bool?
    package var sourceVariant: String?

    enum CodingKeys: String, CodingKey {
        case id, kind, origin, name, source, metadata, at
        case sourceHost = "source_host"
        case targetBucket = "target_bucket"
        case targetPath = "target_path"
        case userID = "user_id"
        case jobID = "job_id"
        case externalID = "external_id"
        case createdAt = "created_at"
        case sealedSource = "sealed_source"
        case sourceExpires = "source_expires"
        case expectedDigest = "expected_digest"
        case keepsUndecodable = "keeps_undecodable"
        case allowsOwnHost = "allows_own_host"
        case sourceVariant = "source_variant"
    }
}

/// What a recipe's id stands for.
package struct RecipeFact: Codable, Sendable {
    package var id, name, definition: String
    package var at: Int64
}

/// An asset was deleted, or purged.
package struct ChangeFact: Codable, Sendable {
    package var id: String
    package var at: Int64
}

/// A deleted asset is current again, at a path.
package struct UndeletionFact: Codable, Sendable {
    package var id, bucket, path: String
    package var at: Int64
    package var supersedes: String?
}

/// A server says something else of an asset that is here.
package struct UpdateFact: Codable, Sendable {
    package var id, metadata: String
    /// The target that the source gives it now.
    package var targetPath: String?
    package var at: Int64

    enum CodingKeys: String, CodingKey {
        case id, metadata, at
        case targetPath = "target_path"
    }
}

/// A source needs no asset of its own.
package struct SourceFact: Codable, Sendable {
    package var source, bucket, targetPath: String
    package var sourceVariant: String?
    /// The asset that has its bytes; nil for a source whose asset the user deleted.
    package var id: String?
    package var sourceETag, sourceModified: String?
    package var sourceSize: Int64?
    package var at: Int64

    enum CodingKeys: String, CodingKey {
        case source, bucket, id, at
        case targetPath = "target_path"
        case sourceVariant = "source_variant"
        case sourceETag = "source_etag"
        case sourceModified = "source_modified"
        case sourceSize = "source_size"
    }
}

extension JournalFact {
    private enum Name: String, Codable {
        case asset, waiting, recipe, deletion, undeletion, purge, update, source
    }

    private enum CodingKeys: String, CodingKey { case fact }

    private struct Named: Decodable {
        let fact: JournalFact

        init(from decoder: any Decoder) throws {
            let name = try decoder.container(keyedBy: CodingKeys.self)
                .decode(Name.self, forKey: .fact)
            fact =
                switch name {
                case .asset: .asset(try AssetFact(from: decoder))
                case .waiting: .waiting(try WaitingFact(from: decoder))
                case .recipe: .recipe(try RecipeFact(from: decoder))
                case .deletion: .deletion(try ChangeFact(from: decoder))
                case .undeletion: .undeletion(try UndeletionFact(from: decoder))
                case .purge: .purge(try ChangeFact(from: decoder))
                case .update: .update(try UpdateFact(from: decoder))
                case .source: .source(try SourceFact(from: decoder))
                }
        }
    }

    private struct Line: Encodable {
        let name: Name
        let fact: any Encodable

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .fact)
            try fact.encode(to: encoder)
        }
    }

    /// - Throws: `DecodingError`.
    package init(line: Data) throws {
        if line.starts(with: RowFact.beginning), let row = RowFact(line: line) {
            self = .row(row)
            return
        }
        do {
            self = try JSONDecoder().decode(Named.self, from: line).fact
        } catch {
            // One of a row may have been written by another program, with its members in any order.
            guard let row = RowFact(line: line) else { throw error }
            self = .row(row)
        }
    }

    /// One line, without its end.
    func line(_ encoder: JSONEncoder) throws -> [UInt8] {
        let line: Line
        switch self {
        case .asset(let fact): line = Line(name: .asset, fact: fact)
        case .waiting(let fact): line = Line(name: .waiting, fact: fact)
        case .recipe(let fact): line = Line(name: .recipe, fact: fact)
        case .deletion(let fact): line = Line(name: .deletion, fact: fact)
        case .undeletion(let fact): line = Line(name: .undeletion, fact: fact)
        case .purge(let fact): line = Line(name: .purge, fact: fact)
        case .update(let fact): line = Line(name: .update, fact: fact)
        case .source(let fact): line = Line(name: .source, fact: fact)
        case .row(let fact): return Array(fact.line.utf8)
        }
        return try Array(encoder.encode(line))
    }
}
