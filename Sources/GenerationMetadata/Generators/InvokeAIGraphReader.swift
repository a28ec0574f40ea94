/// The graph of an InvokeAI picture whose metadata are missing: its nodes, without their edges.
enum InvokeAIGraphReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        guard let text = sources.named("invokeai_graph"),
            let json = try? JSONParser.parse(text.text, limits: sources.limits).object,
            let nodes = json["nodes"]?.object
        else { return nil }
        var record = GenerationRecord(.invokeAI, slot: text.slot, confidence: .flat)
        for node in nodes.members.prefix(sources.limits.graphNodes).compactMap(\.value.object) {
            fill(&record, node)
        }
        return Draft(.graph, record)
    }

    private static func fill(_ record: inout GenerationRecord, _ node: JSONObject) {
        let type = node.text("type") ?? ""
        let title = (node.text("id") ?? "").lowercased()
        if type.hasSuffix("compel_prompt") || type == "flux_text_encoder" {
            if title.contains("neg") {
                record.negative = record.negative ?? node.text("prompt")
            } else {
                record.prompt = record.prompt ?? node.text("prompt")
            }
        } else if type == "noise" {
            record.seed = record.seed ?? GenerationRecord.seed(node.text("seed"))
            record.setSize(node.text("width"), node.text("height"))
        } else if type == "denoise_latents" || type == "flux_denoise" {
            record.steps = record.steps ?? WrittenNumber(node.text("steps", "num_steps"))
            record.cfg = record.cfg ?? WrittenNumber(node.text("cfg_scale"))
            record.sampler = record.sampler ?? node.text("scheduler")
            record.seed = record.seed ?? GenerationRecord.seed(node.text("seed"))
        } else if type.hasSuffix("model_loader"), let model = node["model"]?.object {
            record.add(
                ModelReference(
                    model.text("name", "model_name"),
                    role: type.contains("refiner") ? .refiner : .checkpoint,
                    hash: model.text("hash")))
        }
    }
}
