extension GenerationRecord {
    private static let problemLimit = 128

    /// What the slots of a file say, as one record. Never fails: what cannot be read is among the
    /// record's problems, and a file that says nothing gives a record that is empty.
    ///
    /// Stealth data and sidecars may be among the slots; they count behind what the file itself
    /// says, and differences between them are conflicts.
    package static func interpret(
        _ slots: [EmbeddedSlot], problems: [MetadataProblem] = [],
        limits: MetadataLimits = MetadataLimits()
    ) -> GenerationRecord {
        let sources = MetadataSources(slots, limits: limits)
        var drafts: [Draft] = []
        for origin in MetadataText.Origin.allCases {
            for var draft in DetectGenerator.drafts(sources.only(origin)) {
                draft.origin = origin
                drafts.append(draft)
            }
        }
        var record = MergeDrafts.merge(drafts)
        FinishRecord.finish(&record, sources, slots)
        let all = problems.map(\.message) + sources.problems + record.problems
        record.problems = Array(all.prefix(problemLimit))
        return record
    }
}

extension EmbeddedSlots {
    /// What these slots say.
    package func record(limits: MetadataLimits = MetadataLimits()) -> GenerationRecord {
        GenerationRecord.interpret(slots, problems: problems, limits: limits)
    }
}
