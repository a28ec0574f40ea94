/// Reads Stability Matrix: `parameters-json`. The graph beside it lacks the prompt's comments, and
/// the infotext says the same.
enum StabilityMatrixReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        guard let text = sources.named("parameters-json"), let json = text.json else { return nil }
        var record = GenerationRecord(.stabilityMatrix, slot: text.slot)
        record.prompt = json.text("PositivePrompt")
        record.negative = json.text("NegativePrompt")
        record.seed = GenerationRecord.seed(json.text("Seed"))
        record.steps = WrittenNumber(json.text("Steps"))
        record.cfg = WrittenNumber(json.text("CfgScale"))
        record.sampler = json.text("Sampler")
        record.setSize(json.text("Width"), json.text("Height"))
        record.add(ModelReference(json.text("ModelName"), hash: json.text("ModelHash")))
        return Draft(.fields, record)
    }
}
