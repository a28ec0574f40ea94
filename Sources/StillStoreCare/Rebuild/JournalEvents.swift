import Catalog
import ContentStore
import Foundation
import StillStoreCore
import Values

// Facts in the form that the rebuild reads: names and digests as the catalogue writes them.
extension JournalEvent {
    /// False if the path is not valid.
    mutating func live(at place: BucketPath?) -> Bool {
        bucket = place?.bucketText
        path = place?.pathText
        return place != nil
    }

    /// Nil if its digest or its path is not valid.
    init?(_ fact: AssetFact, _ place: BucketPath?) {
        self.init(.asset, id: fact.id, at: fact.at ?? fact.createdAt)
        guard live(at: place), let digest = Digest(hex: fact.digest),
            let expected = optionalDigest(fact.expectedDigest)
        else { return nil }
        self.digest = digest
        supersedes = fact.supersedes
        bytes = fact.bytes
        kind = fact.kind
        origin = fact.origin
        name = fact.name
        userID = fact.userID
        jobID = fact.jobID
        externalID = fact.externalID
        source = fact.source
        metadata = fact.metadata
        createdAt = fact.createdAt
        sourceHost = fact.sourceHost
        sourceETag = fact.sourceETag
        sourceModified = fact.sourceModified
        sourceSize = fact.sourceSize
        targetBucket = fact.targetBucket
        targetPath = fact.targetPath
        expectedDigest = expected
        keepsUndecodable = fact.keepsUndecodable ?? false
        allowsOwnHost = fact.allowsOwnHost ?? false
        sourceVariant = fact.sourceVariant
    }

    init(_ fact: UpdateFact) {
        self.init(.update, id: fact.id, at: fact.at)
        metadata = fact.metadata
        targetPath = fact.targetPath
    }

    /// Nil if its digest or its sealed address is not valid.
    init?(_ fact: WaitingFact) {
        self.init(.waiting, id: fact.id, at: fact.at)
        guard let expected = optionalDigest(fact.expectedDigest) else { return nil }
        if let text = fact.sealedSource {
            guard let sealed = Data(base64Encoded: text) else { return nil }
            sealedSource = sealed
        }
        kind = fact.kind
        origin = fact.origin
        name = fact.name
        userID = fact.userID
        jobID = fact.jobID
        externalID = fact.externalID
        source = fact.source
        metadata = fact.metadata
        createdAt = fact.createdAt
        sourceHost = fact.sourceHost
        sourceExpires = fact.sourceExpires
        targetBucket = fact.targetBucket
        targetPath = fact.targetPath
        expectedDigest = expected
        keepsUndecodable = fact.keepsUndecodable ?? false
        allowsOwnHost = fact.allowsOwnHost ?? false
        sourceVariant = fact.sourceVariant
    }
}

extension KnownSource {
    init(_ fact: SourceFact) {
        self.init(
            source: fact.source, bucket: fact.bucket, variant: fact.sourceVariant,
            targetPath: fact.targetPath, assetID: fact.id, at: fact.at)
        etag = fact.sourceETag
        modified = fact.sourceModified
        size = fact.sourceSize
    }
}

/// The digest in an optional field; nil if the field does not hold one.
private func optionalDigest(_ hex: String?) -> Digest?? {
    guard let hex else { return .some(nil) }
    guard let digest = Digest(hex: hex) else { return nil }
    return digest
}
