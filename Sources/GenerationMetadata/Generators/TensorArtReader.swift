/// Reads Tensor.Art: `generation_data`. Its seed is often "-1"; the true one is in the graph beside
/// it, whose checkpoint has an opaque name.
enum TensorArtReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        guard let text = sources.named("generation_data"), let json = text.json else { return nil }
        var record = GenerationRecord(.tensorArt, slot: text.slot)
        record.vendor = "Tensor.Art"
        record.prompt = json.text("prompt")
        record.negative = json.text("negativePrompt")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("cfgScale"))
        record.guidance = WrittenNumber(json.text("guidance"))
        record.sampler = json.text("ksamplerName", "samplerName", "sampler")
        record.scheduler = json.text("schedule")
        record.clipSkip = WrittenNumber(json.text("clipSkip"))
        record.setSize(json.text("width"), json.text("height"))
        if let base = json["baseModel"]?.object {
            record.add(
                ModelReference(base.text("modelFileName", "label"), hash: base.text("hash")))
        }
        record.add(ModelReference(json.text("sdVae"), role: .vae))
        for model in (json["models"]?.array ?? []).prefix(256).compactMap(\.object) {
            record.add(
                LoRA(
                    model.text("modelFileName", "label"), weight: model.text("weight"),
                    hash: model.text("hash"), source: .field))
        }
        return Draft(.fields, record)
    }
}
