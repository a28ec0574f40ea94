/// Which index serves a list, and which of its rows.
struct ListPlan {
    var table = "assets"
    /// Named, because statistics would mislead SQLite; nil if the primary key serves the list.
    var index: String?
    var id = "id"
    /// What is ordered by before the id.
    var key: String?
    /// The column that has a prefix.
    var path = "path"
    var ordering = "id DESC"
    /// Conditions that all branches share.
    var conditions: [String] = []
    /// The post-filter: checked on each row that is read, because no range of the index has exactly
    /// these.
    var postFilter: String?
    /// The conditions of each branch.
    var combinations: [[String]] = [[]]

    init(_ filter: AssetFilter) {
        if filter.isOfGone {
            self.init()
            index = "assets_gone"
            conditions = [
                "source_gone_at IS NOT NULL", "superseded_by IS NULL", "deleted_at IS NULL",
            ]
        } else if filter.isOfDeleted {
            self.init(deleted: filter)
        } else if filter.isOfPaths {
            self.init(paths: filter)
        } else if filter.bucket != nil {
            self.init(waiting: filter)
        } else {
            self.init(all: filter)
        }
        // The range is one of time.
        if filter.since != nil, filter.hasPrefix {
            postFilter = "\(path) >= :prefix AND \(path) < :end"
        }
    }

    private init() {}

    private init(all filter: AssetFilter) {
        self.init()
        // A list without conditions is in the order of the primary key.
        if filter.includesPast, filter.status == nil, filter.kind == nil { return }
        index = "assets_by_state"
        combinations = (filter.includesPast ? [0, 1] : [1]).map { ["is_current = \($0)"] }
        split(by: filter.status)
        split(by: filter.kind)
    }

    private init(paths filter: AssetFilter) {
        self.init()
        table = "bucket_paths"
        id = "asset_id"
        conditions = ["bucket = :bucket", "superseded_at IS NULL"]
        if filter.order == .newest {
            index = "bucket_paths_by_age"
            split(by: filter.kind)
            return
        }
        key = "path"
        ordering = "key"
        index = "bucket_paths_current"
        guard let kind = filter.kind else { return }
        if kind == .image {
            postFilter = "kind = 'image'"
        } else {
            index = "bucket_paths_by_kind"
            conditions.append("kind <> 'image'")
            split(by: kind)
        }
    }

    /// An asset that is not here yet has no path, but a target path.
    private init(waiting filter: AssetFilter) {
        self.init()
        path = "target_path"
        conditions = [
            "target_bucket = :bucket", "retrieval_status <> 'completed'",
            "superseded_by IS NULL", "deleted_at IS NULL",
        ]
        index = "assets_waiting"
        if filter.order == .target {
            index = "assets_waiting_by_path"
            key = "target_path"
            ordering = "key, id"
        }
        split(by: filter.status)
        split(by: filter.kind)
    }

    private init(deleted filter: AssetFilter) {
        self.init()
        table = "deleted_assets"
        id = "asset_id"
        key = filter.order == .deletion ? "deleted_at" : "path"
        ordering = filter.order == .deletion ? "key DESC, id DESC" : "key, id"
        index = "deleted_assets_by_state"
        if filter.bucket != nil {
            conditions = ["bucket = :bucket"]
            index = "deleted_assets_by_\(filter.order == .deletion ? "bucket" : "path")"
        }
        split(by: filter.status)
        split(by: filter.kind)
    }

    private mutating func split(by status: RetrievalStatus?) {
        split("retrieval_status", (status.map { [$0] } ?? RetrievalStatus.allCases).map(\.rawValue))
    }

    private mutating func split(by kind: AssetKind?) {
        split("kind", (kind.map { [$0] } ?? AssetKind.allCases).map(\.rawValue))
    }

    /// The values are those of closed sets, never what a person typed.
    private mutating func split(_ column: String, _ values: [String]) {
        combinations = combinations.flatMap { fixed in
            values.map { fixed + ["\(column) = '\($0)'"] }
        }
    }
}
