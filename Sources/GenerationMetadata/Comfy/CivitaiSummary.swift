/// What Civitai's generator writes beside a graph's nodes: `extra`, with the AIRs of all models,
/// and `extraMetadata`, a JSON text that repeats what was asked for.
enum CivitaiSummary {
    static func read(
        _ json: JSONObject, _ slot: String, _ limits: MetadataLimits
    ) -> GenerationRecord? {
        let airs = json["extra"]?["airs"]?.array ?? []
        let text = json["extraMetadata"]
        let summary =
            text?.object
            ?? text?.string.flatMap { try? JSONParser.parse($0, limits: limits).object }
        guard summary != nil || !airs.isEmpty else { return nil }
        var record = GenerationRecord(.civitai, slot: slot)
        record.vendor = "Civitai"
        for air in airs.prefix(limits.list).compactMap(\.string) { add(air, to: &record) }
        if let summary { fill(&record, summary) }
        return record
    }

    /// `urn:air:sdxl:checkpoint:civitai:827184@2514310`: the kind is the fourth part.
    private static func add(_ air: String, to record: inout GenerationRecord) {
        let parts = air.split(separator: ":", maxSplits: 5)
        guard parts.count > 4 else { return }
        switch parts[3] {
        case "checkpoint": record.add(ModelReference(air))
        case "vae": record.add(ModelReference(air, role: .vae))
        case "lora", "lycoris", "dora": record.add(LoRA(air, source: .field))
        case "embedding", "textualinversion":
            if record.embeddings.count < 256 { record.embeddings.append(air) }
        default: break
        }
    }

    private static func fill(_ record: inout GenerationRecord, _ json: JSONObject) {
        record.prompt = json.text("prompt")
        record.negative = json.text("negativePrompt")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("cfgScale"))
        record.sampler = json.text("sampler")
        record.clipSkip = WrittenNumber(json.text("clipSkip"))
        record.setSize(json.text("width"), json.text("height"))
        record.add(setting: "baseModel", json.text("baseModel"))
        record.add(setting: "workflowId", json.text("workflowId"))
    }
}
