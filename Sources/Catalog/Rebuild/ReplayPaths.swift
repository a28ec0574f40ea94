import GRDB
package import Values

extension RebuildWriter {
    /// Decides which asset is current at each path, and which superseded which.
    /// - Parameter shown: the digest that the link of a bucket path shows.
    package func replayPaths(shown: (_ bucket: String, _ path: String) throws -> Digest?) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT bucket, path, number, asset_id, digest, at, supersedes, deleted_at,
                    is_purged, is_last
                FROM scratch.occupancies INDEXED BY occupancies_by_path
                ORDER BY bucket, path, at, number
                """)
        var place: (bucket: String, path: String)?
        var own: [PathHistory.Occupancy] = []
        while let row = try rows.next() {
            let next: (bucket: String, path: String) = (row["bucket"], row["path"])
            if let place, !isSame(place, next) {
                try replay(place, own, shown)
                own = []
            }
            place = next
            own.append(
                PathHistory.Occupancy(
                    number: row["number"], assetID: row["asset_id"], digest: row["digest"],
                    at: row["at"], supersedes: row["supersedes"], deletedAt: row["deleted_at"],
                    isPurged: row["is_purged"], isLast: row["is_last"]))
        }
        if let place { try replay(place, own, shown) }
        // In order of time, as they were written.
        try db.execute(
            sql: """
                INSERT INTO bucket_paths (bucket, path, kind, asset_id, created_at, superseded_at)
                SELECT bucket, path, kind, asset_id, at, ended_at
                FROM scratch.occupancies CROSS JOIN assets ON assets.id = asset_id
                WHERE NOT is_purged ORDER BY at, number
                """)
    }

    /// By bytes: Swift treats NFC and NFD spellings as equal, file systems do not.
    private func isSame(
        _ left: (bucket: String, path: String), _ right: (bucket: String, path: String)
    ) -> Bool {
        left.bucket.utf8.elementsEqual(right.bucket.utf8)
            && left.path.utf8.elementsEqual(right.path.utf8)
    }

    private func replay(
        _ place: (bucket: String, path: String), _ occupancies: [PathHistory.Occupancy],
        _ shown: (String, String) throws -> Digest?
    ) throws {
        let history = try PathHistory(occupancies) { try shown(place.bucket, place.path) }
        for (occupancy, end) in zip(occupancies, history.ends) where !occupancy.isPurged {
            switch end {
            case nil:
                if occupancy.deletedAt != nil {
                    try set("deleted_at = NULL", [], of: occupancy)
                }
            case .superseded(let id, let time):
                try close(occupancy, at: time)
                try set("superseded_by = ?, superseded_at = ?", [id, time], of: occupancy)
            case .forgotten(let time):
                try close(occupancy, at: time)
                try set("deleted_at = coalesce(deleted_at, ?)", [time], of: occupancy)
            case .deleted(let time): try close(occupancy, at: time)
            }
        }
    }

    private func close(_ occupancy: PathHistory.Occupancy, at time: Int64) throws {
        try db.cachedStatement(sql: "UPDATE scratch.occupancies SET ended_at = ? WHERE number = ?")
            .execute(arguments: [time, occupancy.number])
    }

    private func set(
        _ assignment: String, _ values: StatementArguments, of occupancy: PathHistory.Occupancy
    ) throws {
        guard occupancy.isLast else { return }
        try db.cachedStatement(sql: "UPDATE assets SET \(assignment) WHERE id = ?")
            .execute(arguments: values + [occupancy.assetID])
    }
}
