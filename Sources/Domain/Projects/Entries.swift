import Catalog

package struct Entries<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var entries: Entries<Self> { Entries(access: self) }
}

extension Entries {
    /// Those of a shot whose generations are there: by frame, those without a place last; then by age.
    package func list(of shot: String) throws -> [PlacedEntry] {
        try list(in: [access.get(Shot.self, shot).id])[shot] ?? []
    }

    /// Those of all shots of a project at once, by shot.
    package func list(ofProject project: String) throws -> [String: [PlacedEntry]] {
        try list(in: access.shots.all(of: project).map(\.id))
    }

    private func list(in shots: [String]) throws -> [String: [PlacedEntry]] {
        guard !shots.isEmpty else { return [:] }
        let columns = Entry.table.description.selection
        let marks = shots.map { _ in "?" }.joined(separator: ", ")
        let rows = try access.connection.rows(
            """
            SELECT \(columns), generations.kind FROM shot_entries
                JOIN generations ON generations.id = shot_entries.generation_id
            WHERE shot_entries.shot_id IN (\(marks)) AND shot_entries.deleted_at IS NULL
                AND generations.deleted_at IS NULL AND NOT \(BinnedGenerations.sql)
            """, .positional(shots.map(\.sqlValue)))
        let found = try rows.map {
            (
                try Entry.table.record($0.values),
                try $0.value($0.values.count - 1) as Generation.Kind
            )
        }
        return Dictionary(grouping: found, by: { $0.0.shotID }).mapValues(PlacedEntry.ranked)
    }

    /// The frames of a generation, by shot; a shot in which it has no place has none.
    package func places(of generation: String) throws -> [String: [Int]] {
        let generation = try access.get(Generation.self, generation)
        let entries = try access.records(
            Entry.self,
            """
            JOIN shots ON shots.id = shot_entries.shot_id
            WHERE shot_entries.generation_id = ? AND shot_entries.deleted_at IS NULL
                AND shots.deleted_at IS NULL
            """, [generation.id])
        return Dictionary(grouping: entries, by: \.shotID).mapValues {
            $0.compactMap(\.frame).sorted()
        }
    }

    package func statistics(of shot: String) throws -> ShotStatistics {
        var statistics = ShotStatistics()
        for placed in try list(of: shot) {
            statistics.total += 1
            if placed.position != nil { statistics.placed += 1 }
            if placed.kind.isVideo {
                statistics.videos += 1
            } else if placed.position == nil {
                statistics.unplaced += 1
            }
            if placed.kind == .finalVideo { statistics.finalVideos += 1 }
        }
        return statistics
    }

    func spacing(of shot: Shot) throws -> Int {
        try access.get(Project.self, shot.projectID).spacing
    }
}
