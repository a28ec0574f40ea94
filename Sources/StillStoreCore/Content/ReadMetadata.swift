package import Catalog
package import ContentStore
package import GenerationMetadata
package import Imaging

/// Reads what a picture's file says of how it was made. Never fails: what cannot be read is among the
/// record's problems. Work is bounded by `MetadataLimits`.
package enum ReadMetadata {
    /// - Returns: nil where the disk refused to read it: then it is to be read again.
    package static func read(_ source: ByteSource) -> BlobMetadata? {
        let found = EmbeddedSlots.read(
            from: ByteReader(size: source.size) { source.read(at: $0, into: $1) })
        if found.problems.contains(where: \.isOfTheDisk) { return nil }
        let record = GenerationRecord.interpret(found.slots, problems: found.problems)
        return BlobMetadata(record)
    }
}

extension FileContents {
    /// What bytes say that are no readable picture.
    package func metadata(_ disk: Disk) -> BlobMetadata? {
        try? withSource(disk) { source throws(PictureError) in ReadMetadata.read(source) }
    }
}

extension MetadataProblem {
    fileprivate var isOfTheDisk: Bool {
        if case .unreadable = self { true } else { false }
    }
}

extension BlobMetadata {
    package init(_ record: GenerationRecord) {
        self.init(extractorVersion: GenerationRecord.currentExtractorVersion)
        guard !record.isEmpty || !record.problems.isEmpty else { return }
        ai = AI(record.aiFlag)
        generator = record.generator?.rawValue
        sampler = record.sampler
        scheduler = record.scheduler
        seed = record.seed
        steps = record.steps?.value
        cfg = record.cfg?.value
        models =
            record.models.map { model in
                Model(
                    role: model.role.rawValue, key: model.shortName.lowercased(), name: model.name,
                    hash: model.hash?.text, weight: model.weight?.value)
            }
            + record.loras.map { lora in
                Model(
                    role: "lora", key: lora.shortName, name: lora.name, hash: lora.hash?.text,
                    weight: lora.weight?.value)
            }
            + record.embeddings.map { name in
                Model(
                    role: "embedding", key: name.lowercased(), name: name, hash: nil, weight: nil)
            }
        self.record = record.json
    }
}

extension BlobMetadata.AI {
    fileprivate init(_ flag: AIFlag) {
        self =
            switch flag {
            case .none: .none
            case .claimed: .claimed
            case .composite: .composite
            }
    }
}
