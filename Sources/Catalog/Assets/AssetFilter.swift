/// Which assets a list holds. Superseded and deleted ones only on request.
package struct AssetFilter: Sendable, Equatable {
    package var bucket: String?
    /// Of the path; only together with `bucket`.
    package var prefix: String?
    package var status: RetrievalStatus?
    package var kind: AssetKind?
    /// Created at or after, UTC milliseconds; of deleted ones, deleted then.
    package var since: Int64?
    /// Only without `bucket`: a path has many pasts.
    package var includesPast = false
    /// Only deleted ones.
    package var isOfDeleted = false
    /// Only those that are gone at their source; with nothing else.
    package var isOfGone = false

    package init() {}

    /// Whether it holds what has a path in a bucket, and nothing else.
    package var isOfPaths: Bool {
        bucket != nil && (status == nil || status == .completed) && !isOfDeleted
    }

    var hasPrefix: Bool { prefix.map { !$0.isEmpty } ?? false }

    /// One index has one order, and only one of its columns may have a range. So the order is that
    /// of the range that was asked for, and time goes before the path where both were.
    package var order: AssetOrder {
        if isOfDeleted { return hasPrefix && since == nil ? .deletedPath : .deletion }
        if isOfPaths { return since == nil ? .path : .newest }
        return hasPrefix && since == nil ? .target : .newest
    }
}

/// The order of a list, each by an index.
package enum AssetOrder: Sendable, CaseIterable {
    /// By id, the newest first.
    case newest
    /// By path, in a bucket.
    case path
    /// By the path where it is to land, then by id.
    case target
    /// The last deleted first, then by id.
    case deletion
    /// By the path where it lived or was to land, then by id.
    case deletedPath
}
