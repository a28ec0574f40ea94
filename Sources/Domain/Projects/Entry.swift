/// One place of a generation in a shot.
package struct Entry: DomainRecord {
    package var id = ""
    package var shotID = ""
    package var generationID = ""
    /// Nil for one without a place.
    package var frame: Int?
    package var metadata = JSONText.emptyObject
    /// Stays where it is when others are moved for it.
    package var isLocked = false
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Entry>(.entries, parent: ("shot_id", .shots)) {
        $0.column("id", \.id)
        $0.column("shot_id", \.shotID)
        $0.column("generation_id", \.generationID)
        $0.column("timeline_frame", \.frame)
        $0.column("metadata", \.metadata, .editable)
        $0.column("is_locked", \.isLocked, .editable)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

/// An entry as a timeline shows it.
package struct PlacedEntry: Sendable, Equatable {
    package let entry: Entry
    package let kind: Generation.Kind
    /// Its rank among those with a place, from 0; nil without one.
    package let position: Int?

    /// By frame, those without a place last; then by age.
    static func ranked(_ entries: [(entry: Entry, kind: Generation.Kind)]) -> [PlacedEntry] {
        entries.sorted { isBefore($0.entry, $1.entry) }.enumerated().map { rank, found in
            PlacedEntry(
                entry: found.entry, kind: found.kind,
                position: found.entry.frame == nil ? nil : rank)
        }
    }

    private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        let (first, second) = (left.frame ?? .max, right.frame ?? .max)
        return (first, left.createdAt, left.id) < (second, right.createdAt, right.id)
    }
}

/// What a shot has.
package struct ShotStatistics: Sendable, Equatable {
    package var total = 0
    package var placed = 0
    /// Without a place; videos never are.
    package var unplaced = 0
    package var videos = 0
    package var finalVideos = 0
}

/// An entry that went from one frame to another.
package struct EntryMove: Sendable, Equatable {
    package let entry: String
    package let from: Int?
    package let to: Int?

    package init(entry: String, from: Int?, to: Int?) {
        (self.entry, self.from, self.to) = (entry, from, to)
    }
}
