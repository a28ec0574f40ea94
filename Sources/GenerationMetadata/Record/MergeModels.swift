/// Merges the models of two parts: one has names, the other hashes.
enum MergeModels {
    static func fill(_ record: inout GenerationRecord, _ other: GenerationRecord) {
        for model in other.models {
            let wanted = model.shortName.lowercased()
            let same = record.models.firstIndex {
                $0.role == model.role && $0.shortName.lowercased() == wanted
            }
            if let same {
                record.models[same].hash = record.models[same].hash ?? model.hash
                record.models[same].weight = record.models[same].weight ?? model.weight
            } else if !record.models.contains(where: { $0.role == model.role }) {
                record.add(model)
            }
        }
        let isFirst = record.loras.isEmpty
        for lora in other.loras {
            if let same = record.loras.firstIndex(where: { $0.shortName == lora.shortName }) {
                record.loras[same].hash = record.loras[same].hash ?? lora.hash
                record.loras[same].weight = record.loras[same].weight ?? lora.weight
            } else if isFirst {
                record.add(lora)
            }
        }
    }
}
