/// What holds for every record, whoever wrote it: tags in prompts, claims of provenance, and what
/// is private.
enum FinishRecord {
    static func finish(
        _ record: inout GenerationRecord, _ sources: MetadataSources, _ slots: [EmbeddedSlot]
    ) {
        record.prompt = withoutNULs(record.prompt)
        record.negative = withoutNULs(record.negative)
        addTags(&record, sources.limits)
        addProvenance(&record, sources, slots)
        addPrivateDetails(&record, sources)
    }

    /// Databases end a text at a NUL.
    private static func withoutNULs(_ text: String?) -> String? {
        guard let text, text.utf8.contains(0) else { return text }
        return String(decoding: text.utf8.filter { $0 != 0 }, as: UTF8.self).trimmedOrNil
    }

    private static func addTags(_ record: inout GenerationRecord, _ limits: MetadataLimits) {
        for prompt in [record.prompt, record.negative].compactMap(\.self) {
            for tag in PromptTags.tags(in: prompt, limit: limits.list) {
                if tag.kind == "hypernet" {
                    record.add(
                        ModelReference(tag.name, role: .hypernetwork, weight: tag.weight))
                    continue
                }
                guard let lora = LoRA(tag.name, weight: tag.weight, source: .tag) else { continue }
                if let same = record.loras.firstIndex(where: { $0.shortName == lora.shortName }) {
                    record.loras[same].weight = record.loras[same].weight ?? lora.weight
                } else {
                    record.add(lora)
                }
            }
            for name in PromptTags.embeddings(in: prompt, limit: limits.list)
            where !record.embeddings.contains(name) && record.embeddings.count < 256 {
                record.embeddings.append(name)
            }
        }
    }

    private static func addProvenance(
        _ record: inout GenerationRecord, _ sources: MetadataSources, _ slots: [EmbeddedSlot]
    ) {
        record.provenance = Array(ProvenanceReader.claims(sources).prefix(64))
        let (flag, source) = ProvenanceReader.flag(record.provenance)
        if record.aiFlag == .none { (record.aiFlag, record.aiSource) = (flag, source) }
        guard record.generator == nil, record.aiFlag != .none else { return }
        if let service = ProvenanceVendor.identify(record.provenance) {
            record.generator = service.generator
            record.vendor = record.vendor ?? service.vendor
            record.add(ModelReference(service.model))
            record.confidence = record.confidence ?? .high
        }
        let kinds: Set<EmbeddedSlot.Kind> =
            source == .c2pa
            ? [.pngC2PA, .jpegC2PA, .webpC2PA, .bmffC2PA]
            : [
                .jpegXMP, .webpXMP, .gifXMP, .bmffXMP, .profileXMP, .pngInternationalText,
                .pngText, .jpegPhotoshop, .profileIPTC,
            ]
        record.sourceSlot = record.sourceSlot ?? slots.first { kinds.contains($0.kind) }?.name
    }

    private static func addPrivateDetails(
        _ record: inout GenerationRecord, _ sources: MetadataSources
    ) {
        var details = record.privateDetails
        func add(_ kind: PrivateDetail.Kind, _ text: String?) {
            guard let text = text?.trimmedOrNil, text.utf8.count <= 4_096 else { return }
            guard details.count < 256, !details.contains(where: { $0.text == text }) else { return }
            details.append(PrivateDetail(kind, text))
        }
        add(.author, sources.exif(.artist)?.text)
        add(.author, sources.named("Author")?.text)
        let names =
            record.models.map(\.name) + record.loras.map(\.name)
            + record.sourceImages.map(\.name) + record.settings.map(\.value)
        for name in names {
            if let kind = PrivateDetail.kind(of: name) { add(kind, name) }
        }
        record.privateDetails = details
    }
}
