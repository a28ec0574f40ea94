/// Merges what several parts of one file say. The surest part is believed; others fill its gaps,
/// and where they differ, both are kept.
enum MergeDrafts {
    /// `drafts` are in the order of detection.
    static func merge(_ drafts: [Draft]) -> GenerationRecord {
        guard let first = drafts.first else { return GenerationRecord() }
        let ordered = drafts.enumerated().sorted { left, right in
            let a = (left.element.origin.rawValue, left.element.source.rawValue, left.offset)
            let b = (right.element.origin.rawValue, right.element.source.rawValue, right.offset)
            return a < b
        }.map(\.element)
        var record = ordered[0].record
        let graph = ordered.first { $0.source == .graph }
        for draft in ordered.dropFirst() {
            let isText = draft.source == .infotext && draft.origin == .embedded
            let agreement = isText ? graph.map { agree(draft.record, $0.record) } : nil
            switch agreement {
            case false?: compare(&record, draft.record)
            case true?:
                preferFullerPrompt(&record, draft.record)
                fill(&record, draft.record)
            case nil: fill(&record, draft.record)
            }
        }
        // A version belongs to the program that is named.
        let version = record.generator == first.record.generator ? record.generatorVersion : nil
        record.generator = first.record.generator ?? record.generator
        record.generatorVersion = first.record.generatorVersion ?? version
        return record
    }

    /// Savers for ComfyUI write an infotext of their own defaults into some files. It is right
    /// when it has a seed of the graph.
    private static func agree(_ text: GenerationRecord, _ graph: GenerationRecord) -> Bool {
        guard let seed = graph.seed else { return true }
        return text.seed == seed || graph.passes.contains { $0.seed == text.seed && $0.seed != nil }
    }

    private static func preferFullerPrompt(
        _ record: inout GenerationRecord, _ text: GenerationRecord
    ) {
        guard record.confidence != .high else { return }
        if let fuller = text.prompt, fuller.utf8.count > record.prompt?.utf8.count ?? 0 {
            record.prompt = fuller
        }
        if let fuller = text.negative, fuller.utf8.count > record.negative?.utf8.count ?? 0 {
            record.negative = fuller
        }
    }

    private static func fill(_ record: inout GenerationRecord, _ other: GenerationRecord) {
        compare(&record, other)
        record.prompt = record.prompt ?? other.prompt
        record.negative = record.negative ?? other.negative
        record.seed = record.seed ?? other.seed
        record.steps = record.steps ?? other.steps
        record.cfg = record.cfg ?? other.cfg
        record.guidance = record.guidance ?? other.guidance
        record.sampler = record.sampler ?? other.sampler
        record.scheduler = record.scheduler ?? other.scheduler
        record.denoise = record.denoise ?? other.denoise
        record.clipSkip = record.clipSkip ?? other.clipSkip
        record.hires = record.hires ?? other.hires
        if record.width == nil { (record.width, record.height) = (other.width, other.height) }
        record.vendor = record.vendor ?? other.vendor
        record.jobID = record.jobID ?? other.jobID
        record.confidence = record.confidence ?? other.confidence
        record.sourceSlot = record.sourceSlot ?? other.sourceSlot
        if record.aiFlag == .none {
            (record.aiFlag, record.aiSource) = (other.aiFlag, other.aiSource)
        }
        if record.promptParts.isEmpty { record.promptParts = other.promptParts }
        if record.passes.isEmpty { record.passes = other.passes }
        for image in other.sourceImages { record.add(image) }
        for name in other.embeddings where !record.embeddings.contains(name) {
            if record.embeddings.count < 256 { record.embeddings.append(name) }
        }
        for setting in other.settings
        where record.settings.count < 512 && !record.settings.contains(setting) {
            record.settings.append(setting)
        }
        record.privateDetails += other.privateDetails.filter {
            !record.privateDetails.contains($0)
        }
        record.problems += other.problems
        MergeModels.fill(&record, other)
    }

    /// Records where two parts say different things. Names of samplers differ between programs for
    /// the same sampler and are not compared.
    private static func compare(_ record: inout GenerationRecord, _ other: GenerationRecord) {
        let slot = other.sourceSlot ?? ""
        func addConflict(_ field: String, _ kept: String?, _ other: String?, same: Bool) {
            guard let kept, let other, !same, record.conflicts.count < 64 else { return }
            let conflict = MetadataConflict(field, kept: kept, other: other, otherSlot: slot)
            if !record.conflicts.contains(conflict) { record.conflicts.append(conflict) }
        }
        addConflict(
            "prompt", record.prompt, other.prompt, same: isSame(record.prompt, other.prompt))
        addConflict(
            "negative", record.negative, other.negative,
            same: isSame(record.negative, other.negative))
        addConflict("seed", record.seed, other.seed, same: record.seed == other.seed)
        for (field, kept, written) in [
            ("steps", record.steps, other.steps), ("cfg", record.cfg, other.cfg),
        ] {
            guard let kept, let written else { continue }
            addConflict(field, kept.text, written.text, same: kept.agrees(with: written))
        }
        addConflict(
            "model", record.model?.name, other.model?.name,
            same: record.model?.shortName.lowercased() == other.model?.shortName.lowercased())
    }

    /// Readers trim lines in different ways.
    private static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other, one != other else { return true }
        return one.utf8.lazy.filter { $0 > 0x20 }
            .elementsEqual(other.utf8.lazy.filter { $0 > 0x20 })
    }
}
