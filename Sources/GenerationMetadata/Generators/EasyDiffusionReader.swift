/// Reads Easy Diffusion: one text a key, a JSON object of the same keys in EXIF, or lines of a
/// sidecar. Keys come in two spellings.
enum EasyDiffusionReader {
    /// What a setting is called among the PNG's texts, and when the sidecar is written too.
    private static let keys: [(plain: String, title: String)] = [
        ("prompt", "Prompt"), ("negative_prompt", "Negative Prompt"), ("seed", "Seed"),
        ("use_stable_diffusion_model", "Stable Diffusion model"), ("clip_skip", "Clip Skip"),
        ("use_controlnet_model", "ControlNet model"), ("use_vae_model", "VAE model"),
        ("sampler_name", "Sampler"), ("width", "Width"), ("height", "Height"),
        ("num_inference_steps", "Steps"), ("guidance_scale", "Guidance Scale"),
        ("prompt_strength", "Prompt Strength"), ("use_lora_model", "LoRA model"),
        ("lora_alpha", "LoRA Strength"), ("use_hypernetwork_model", "Hypernetwork model"),
        ("hypernetwork_strength", "Hypernetwork Strength"),
        ("use_embeddings_model", "Embedding models"),
        ("use_upscale", "Use Upscaling"), ("use_face_correction", "Use Face Correction"),
        ("tiling", "Seamless Tiling"),
    ]

    static func read(_ sources: MetadataSources) -> Draft? {
        for text in [sources.exif(.userComment), sources.named("parameters")] {
            guard let text, let json = text.json,
                json.has("use_stable_diffusion_model") || json.has("Stable Diffusion model")
            else { continue }
            return draft(text.slot, sources.limits) { json[$0] }
        }
        let first = sources.named("prompt") ?? sources.named("Prompt")
        guard let first, first.json == nil else { return nil }
        return draft(first.slot, sources.limits) { key in
            sources.named(key).map { .string($0.text) }
        }
    }

    private static func draft(
        _ slot: String, _ limits: MetadataLimits, find: (String) -> JSONValue?
    ) -> Draft? {
        var values: [String: JSONValue] = [:]
        for key in keys {
            if let value = find(key.plain) ?? find(key.title) { values[key.plain] = value }
        }
        let isOwn =
            find("use_stable_diffusion_model") != nil || find("Stable Diffusion model") != nil
        // Other programs write `prompt` too, but not as one text of several.
        guard isOwn || (values["prompt"] != nil && values["negative_prompt"] != nil)
        else { return nil }
        return Draft(.fields, record(values, slot, limits))
    }

    private static func record(
        _ values: [String: JSONValue], _ slot: String, _ limits: MetadataLimits
    ) -> GenerationRecord {
        func text(_ key: String) -> String? { values[key]?.scalarText }
        var record = GenerationRecord(.easyDiffusion, slot: slot)
        record.prompt = text("prompt")
        record.negative = text("negative_prompt")
        record.seed = GenerationRecord.seed(text("seed"))
        record.steps = WrittenNumber(text("num_inference_steps"))
        record.cfg = WrittenNumber(text("guidance_scale"))
        record.sampler = text("sampler_name")
        record.denoise = WrittenNumber(text("prompt_strength"))
        record.setSize(text("width"), text("height"))
        if let skip = text("clip_skip"), Double(skip) != nil {
            record.clipSkip = WrittenNumber(skip)
        }
        record.add(ModelReference(text("use_stable_diffusion_model")))
        record.add(ModelReference(text("use_vae_model"), role: .vae))
        record.add(ModelReference(text("use_controlnet_model"), role: .controlNet))
        record.add(
            ModelReference(
                text("use_hypernetwork_model"), role: .hypernetwork,
                weight: text("hypernetwork_strength")))
        let weights = list(values["lora_alpha"], limits)
        for (index, name) in list(values["use_lora_model"], limits).enumerated() {
            let weight = weights.indices.contains(index) ? weights[index] : nil
            record.add(LoRA(name, weight: weight, source: .field))
        }
        record.embeddings = list(values["use_embeddings_model"], limits)
        for key in ["use_upscale", "use_face_correction", "tiling"] {
            record.add(setting: key, text(key))
        }
        return record
    }

    /// A JSON list, a Python list of texts or of numbers, or one value.
    private static func list(_ value: JSONValue?, _ limits: MetadataLimits) -> [String] {
        if let values = value?.array { return values.prefix(limits.list).compactMap(\.scalarText) }
        guard let text = value?.scalarText?.trimmedOrNil else { return [] }
        guard text.hasPrefix("[") else { return [text] }
        let strings = PythonList.strings(text, limit: limits.list)
        if !strings.isEmpty { return strings }
        return text.dropFirst().dropLast().split(separator: ",", maxSplits: limits.list)
            .prefix(limits.list)
            .compactMap { $0.trimmedOrNil }
    }
}
