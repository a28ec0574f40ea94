/// Reads the JSON of the diffusers spaces on Hugging Face that draw anime.
enum HuggingFaceSpaceReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        guard let text = sources.named("parameters"), let json = text.json, json.has("Model"),
            json.has("resolution")
        else { return nil }
        var record = GenerationRecord(.huggingFaceSpace, slot: text.slot)
        record.prompt = json.text("prompt")
        record.negative = json.text("negative_prompt")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("num_inference_steps"))
        record.cfg = WrittenNumber(json.text("guidance_scale"))
        record.sampler = json.text("sampler")
        record.setSize(json.text("resolution"))
        record.add(ModelReference(json.text("Model"), hash: json.text("Model hash")))
        return Draft(.fields, record)
    }
}
