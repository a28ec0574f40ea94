import Foundation

@testable import Catalog

/// Every form of a list that can be asked for: each field of a filter set or not, together with
/// every other, as far as the program takes them.
enum FilterForms {
    /// By the name of the field. A field that is not here is one that no test knows.
    static let choices: [String: [@Sendable (inout AssetFilter) -> Void]] = [
        "bucket": [{ $0.bucket = "a" }],
        "prefix": [{ $0.prefix = "dir1/" }],
        "status": RetrievalStatus.allCases.map { status in { $0.status = status } },
        "kind": [AssetKind.image, .audio].map { kind in { $0.kind = kind } },
        "since": [{ $0.since = LargeSample.start + 100_000 }],
        "includesPast": [{ $0.includesPast = true }],
        "isOfDeleted": [{ $0.isOfDeleted = true }],
        "isOfGone": [{ $0.isOfGone = true }],
    ]

    static let all: [AssetFilter] = {
        var filters = [AssetFilter()]
        for (_, changes) in choices.sorted(by: { $0.key < $1.key }) {
            filters += filters.flatMap { filter in
                changes.map { change in
                    var other = filter
                    change(&other)
                    return other
                }
            }
        }
        func isAlone(_ filter: AssetFilter) -> Bool {
            var only = AssetFilter()
            only.isOfGone = true
            return filter == only
        }
        return filters.filter {
            $0.isOfGone
                ? isAlone($0)
                : !($0.prefix != nil && $0.bucket == nil) && !($0.includesPast && $0.bucket != nil)
                    && !($0.includesPast && $0.isOfDeleted)
        }
    }()

    /// Said in Swift, without any index.
    static func holds(_ listing: AssetListing, _ filter: AssetFilter) -> Bool {
        let asset = listing.asset
        let isHere = asset.retrievalStatus == .completed
        if filter.isOfGone { return asset.isCurrent && asset.sourceGoneAt != nil }
        if filter.isOfDeleted {
            if asset.deletedAt == nil { return false }
        } else if !filter.includesPast, !asset.isCurrent {
            return false
        }
        if let status = filter.status, asset.retrievalStatus != status { return false }
        if let kind = filter.kind, asset.kind != kind { return false }
        if let since = filter.since {
            let time = filter.isOfDeleted ? asset.deletedAt! : asset.createdAt
            if time < since { return false }
        }
        if let bucket = filter.bucket {
            if filter.isOfPaths, !isHere { return false }
            if (listing.bucket ?? asset.targetBucket) != bucket { return false }
        }
        let path = listing.path ?? asset.targetPath ?? ""
        return filter.prefix.map { path.hasPrefix($0) } ?? true
    }
}
