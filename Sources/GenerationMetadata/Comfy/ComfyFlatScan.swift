/// The last resort for a graph whose links lead to no prompt: its nodes by their names alone.
enum ComfyFlatScan {
    static func fill(_ record: inout GenerationRecord, _ graph: ComfyGraph) {
        var found = false
        for node in graph.nodes {
            let inputs = node.inputs
            if record.passes.isEmpty, ByteSearch.contains("Sampler", in: node.type) {
                record.seed =
                    record.seed ?? GenerationRecord.seed(inputs.text("seed", "noise_seed"))
                record.steps = record.steps ?? WrittenNumber(inputs.text("steps"))
                record.cfg = record.cfg ?? WrittenNumber(inputs.text("cfg"))
                record.sampler = record.sampler ?? inputs.text("sampler_name")
                record.scheduler = record.scheduler ?? inputs.text("scheduler")
            }
            if record.model == nil {
                record.add(ModelReference(inputs.text("ckpt_name", "unet_name")))
            }
            guard isText(node.type), let text = inputs.text("text", "prompt", "text_0", "value")
            else { continue }
            let isNegative =
                ByteSearch.containsInAnyCase("neg", in: node.type)
                || ByteSearch.containsInAnyCase("neg", in: node.title ?? "")
            if isNegative {
                record.negative = record.negative ?? text
            } else {
                record.prompt = record.prompt ?? text
            }
            found = true
        }
        if found || record.passes.isEmpty { record.confidence = .flat }
    }

    private static func isText(_ type: String) -> Bool {
        let words: [StaticString] = [
            "TextEncode", "TextBox", "Text Box", "ShowText", "PromptStash",
        ]
        return words.contains { ByteSearch.contains($0, in: type) }
    }
}
