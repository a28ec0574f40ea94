/// Reads Fooocus (its own scheme; the other one is an infotext) and RuinedFooocus.
enum FooocusReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        for text in sources.parameterTexts {
            guard let json = text.json else { continue }
            if json.text("software") == "RuinedFooocus" {
                return Draft(.fields, ruined(json, text.slot, sources.limits))
            }
            let isNamed =
                sources.named("fooocus_scheme") != nil || json.has("metadata_scheme")
                || sources.exif(.software)?.text.hasPrefix("Fooocus") ?? false
            if json.has("base_model"), isNamed || json.has("full_prompt") {
                return Draft(.fields, record(json, text.slot, sources.limits))
            }
        }
        return nil
    }

    private static func record(
        _ json: JSONObject, _ slot: String, _ limits: MetadataLimits
    ) -> GenerationRecord {
        var record = GenerationRecord(.fooocus, slot: slot)
        record.generatorVersion = json.text("version")
        record.prompt = json.text("prompt")
        record.negative = json.text("negative_prompt")
        for (key, isNegative) in [("full_prompt", false), ("full_negative_prompt", true)] {
            for text in (json[key]?.array ?? []).prefix(16) {
                record.add(PromptPart(.expanded, text.string, isNegative: isNegative))
            }
        }
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("guidance_scale"))
        record.sampler = json.text("sampler")
        record.scheduler = json.text("scheduler")
        record.clipSkip = WrittenNumber(json.text("clip_skip"))
        record.setSize(json.text("resolution"))
        record.add(
            ModelReference(json.text("base_model"), hash: json.text("base_model_hash")))
        record.add(ModelReference(json.text("refiner_model"), role: .refiner))
        let vae = json.text("vae")
        if vae != "Default (model)" { record.add(ModelReference(vae, role: .vae)) }
        fillLoRAs(&record, json)
        let styles = json.text("styles").map { PythonList.strings($0, limit: 64) } ?? []
        record.add(setting: "styles", styles.joined(separator: ", "))
        if let author = json.text("created_by") {
            record.privateDetails.append(PrivateDetail(.author, author))
        }
        record.addSettings(of: json, except: fieldKeys)
        return record
    }

    private static let fieldKeys: Set<String> = [
        "version", "prompt", "negative_prompt", "seed", "steps", "guidance_scale", "sampler",
        "scheduler", "clip_skip", "resolution", "base_model", "base_model_hash", "refiner_model",
        "vae", "styles", "created_by", "prompt_expansion",
    ]

    /// `loras` holds name, weight and hash; older files have `lora_combined_1` and so on, with
    /// `name : weight`.
    private static func fillLoRAs(_ record: inout GenerationRecord, _ json: JSONObject) {
        for lora in (json["loras"]?.array ?? []).prefix(64) {
            guard let values = lora.array, let name = values.first?.scalarText else { continue }
            record.add(
                LoRA(
                    name, weight: values.count > 1 ? values[1].scalarText : nil,
                    hash: values.count > 2 ? values[2].scalarText : nil, source: .field))
        }
        guard record.loras.isEmpty else { return }
        for number in 1...64 {
            guard let text = json.text("lora_combined_\(number)") else { continue }
            let parts = text.split(separator: ":").map(\.trimmed)
            record.add(
                LoRA(
                    parts.dropLast().joined(separator: ":").trimmedOrNil ?? text,
                    weight: parts.count > 1 ? parts.last : nil, source: .field))
        }
    }

    private static func ruined(
        _ json: JSONObject, _ slot: String, _ limits: MetadataLimits
    ) -> GenerationRecord {
        var record = GenerationRecord(.ruinedFooocus, slot: slot)
        record.prompt = json.text("Prompt")
        record.negative = json.text("Negative")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("cfg"))
        record.sampler = json.text("sampler_name")
        record.scheduler = json.text("scheduler")
        record.clipSkip = WrittenNumber(json.text("clip_skip"))
        record.denoise = WrittenNumber(json.text("denoise"))
        record.setSize(json.text("width"), json.text("height"))
        record.add(
            ModelReference(json.text("base_model_name"), hash: json.text("base_model_hash")))
        for lora in (json["loras"]?.array ?? []).prefix(256).compactMap(\.object) {
            record.add(
                LoRA(
                    lora.text("name"), weight: lora.text("weight"), hash: lora.text("hash"),
                    source: .field))
        }
        return record
    }
}
