/// Which assets a list contains. Superseded and deleted ones only on request.
package struct AssetFilter: Sendable, Equatable {
    package var bucket: String?
    /// Of the path; only together with `bucket`.
    package var prefix: String?
    package var status: RetrievalStatus?
    package var kind: AssetKind?
    /// Created at or after this time, UTC milliseconds; for deleted ones, deleted then.
    package var since: Int64?
    /// Only without `bucket`: a path has had many assets.
    package var includesPast = false
    /// Only deleted ones.
    package var isOfDeleted = false
    /// Only those that are gone at their source; no other filter with it.
    package var isOfGone = false

    package init() {}

    /// Whether it matches exactly what has a path in a bucket.
    package var isOfPaths: Bool {
        bucket != nil && (status == nil || status == .completed) && !isOfDeleted
    }

    var hasPrefix: Bool { prefix.map { !$0.isEmpty } ?? false }

    /// One index has one order, and only one of its columns may have a range. So the order is that
    /// of the range that was asked for; if both were, time wins.
    package var order: AssetOrder {
        if isOfDeleted { return hasPrefix && since == nil ? .deletedPath : .deletion }
        if isOfPaths { return since == nil ? .path : .newest }
        return hasPrefix && since == nil ? .target : .newest
    }
}

/// The order of a list, each by an index.
package enum AssetOrder: Sendable, CaseIterable {
    /// By id, newest first.
    case newest
    /// By path, in a bucket.
    case path
    /// By target path, then by id.
    case target
    /// By deletion, the last first, then by id.
    case deletion
    /// By the former path, or the target path, then by id.
    case deletedPath
}
