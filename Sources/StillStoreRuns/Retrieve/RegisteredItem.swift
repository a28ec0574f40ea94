import Catalog
import StillStoreCore
import Values

/// Items of sources for which nothing is fetched now.
extension RetrievalItem {
    static func refused(
        _ source: String, _ kind: FailureKind, _ error: any Error
    ) -> RetrievalItem {
        var item = RetrievalItem(
            source: source, outcome: .failed(Failure(file: source, kind: kind, error)))
        item.isPermanent = true
        return item
    }

    init(
        _ source: String, _ outcome: Outcome, _ match: SourceMatch, _ record: RetrievalRecord
    ) {
        self.init(source: source, outcome: outcome)
        assetID = match.id
        digest = match.digest
        bucket = match.bucket ?? record.targetBucket
        path = match.path ?? record.targetPath
        isUpdate = match.refreshes
    }
}
