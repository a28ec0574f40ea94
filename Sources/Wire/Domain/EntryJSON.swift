package import Domain

/// One place of a generation in a shot.
package struct EntryJSON: WireJSON {
    package let id, shot_id, generation_id, kind: String
    package let timeline_frame, position: Int?
    package let metadata: RawJSON
    package let is_locked: Bool
    package let created_at, updated_at: Timestamp

    package init(_ placed: PlacedEntry) {
        id = placed.entry.id
        shot_id = placed.entry.shotID
        generation_id = placed.entry.generationID
        kind = placed.kind.rawValue
        timeline_frame = placed.entry.frame
        position = placed.position
        metadata = RawJSON(text: placed.entry.metadata.text)
        is_locked = placed.entry.isLocked
        created_at = Timestamp(placed.entry.createdAt)
        updated_at = Timestamp(placed.entry.updatedAt)
    }
}

/// An entry that went from one frame to another.
package struct EntryMoveJSON: WireJSON {
    package let entry: String
    package let from, to: Int?

    package init(_ move: EntryMove) {
        entry = move.entry
        from = move.from
        to = move.to
    }
}
