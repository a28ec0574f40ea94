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
                FROM scratch.placements INDEXED BY placements_by_path
                ORDER BY bucket, path, at, number
                """)
        var place: (bucket: String, path: String)?
        var own: [PathHistory.Placement] = []
        while let row = try rows.next() {
            let next: (bucket: String, path: String) = (row["bucket"], row["path"])
            if let place, !isSame(place, next) {
                try replay(place, own, shown)
                own = []
            }
            place = next
            own.append(
                PathHistory.Placement(
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
                FROM scratch.placements CROSS JOIN assets ON assets.id = asset_id
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
        _ place: (bucket: String, path: String), _ placements: [PathHistory.Placement],
        _ shown: (String, String) throws -> Digest?
    ) throws {
        let history = try PathHistory(placements) { try shown(place.bucket, place.path) }
        for (placement, end) in zip(placements, history.ends) where !placement.isPurged {
            switch end {
            case nil:
                if placement.deletedAt != nil {
                    try set("deleted_at = NULL", [], of: placement)
                }
            case .superseded(let id, let time):
                try close(placement, at: time)
                try set("superseded_by = ?, superseded_at = ?", [id, time], of: placement)
            case .forgotten(let time):
                try close(placement, at: time)
                try set("deleted_at = coalesce(deleted_at, ?)", [time], of: placement)
            case .deleted(let time): try close(placement, at: time)
            }
        }
    }

    private func close(_ placement: PathHistory.Placement, at time: Int64) throws {
        try db.cachedStatement(sql: "UPDATE scratch.placements SET ended_at = ? WHERE number = ?")
            .execute(arguments: [time, placement.number])
    }

    private func set(
        _ assignment: String, _ values: StatementArguments, of placement: PathHistory.Placement
    ) throws {
        guard placement.isLast else { return }
        try db.cachedStatement(sql: "UPDATE assets SET \(assignment) WHERE id = ?")
            .execute(arguments: values + [placement.assetID])
    }
}
