/// Reads InvokeAI 3 and later: `invokeai_metadata`, a flat JSON object whose members may all be
/// missing. Versions before it are read by `InvokeAILegacyReader`.
enum InvokeAIReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        if let text = sources.named("invokeai_metadata"), let json = text.json {
            var record = GenerationRecord(.invokeAI, slot: text.slot)
            fill(&record, json)
            return Draft(.fields, record)
        }
        return InvokeAILegacyReader.read(sources) ?? InvokeAIGraphReader.read(sources)
    }

    private static func fill(_ record: inout GenerationRecord, _ json: JSONObject) {
        record.generatorVersion = json.text("app_version")
        record.prompt = json.text("positive_prompt")
        record.negative = json.text("negative_prompt")
        record.add(PromptPart(.style, json.text("positive_style_prompt")))
        record.add(PromptPart(.style, json.text("negative_style_prompt"), isNegative: true))
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("cfg_scale"))
        record.guidance = WrittenNumber(json.text("guidance"))
        record.sampler = json.text("scheduler")
        record.clipSkip = WrittenNumber(json.text("clip_skip"))
        record.denoise = WrittenNumber(json.text("strength"))
        record.setSize(json.text("width"), json.text("height"))
        record.add(model(json["model"], .checkpoint))
        record.add(model(json["vae"], .vae))
        record.add(model(json["refiner_model"], .refiner))
        fillAdapters(&record, json)
        record.add(SourceImage(json.text("init_image"), .initial))
        record.addSettings(of: json, except: fieldKeys)
    }

    private static let fieldKeys: Set<String> = [
        "app_version", "positive_prompt", "negative_prompt", "positive_style_prompt",
        "negative_style_prompt", "seed", "steps", "cfg_scale", "guidance", "scheduler",
        "clip_skip", "strength", "width", "height", "init_image",
    ]

    /// Version 3 writes `{model_name, base_model}`, later ones `{key, hash, name, base, type}`.
    private static func model(
        _ value: JSONValue?, _ role: ModelReference.Role, weight: String? = nil
    ) -> ModelReference? {
        if let object = value?.object {
            return ModelReference(
                object.text("name", "model_name"), role: role, hash: object.text("hash"),
                weight: weight)
        }
        return ModelReference(value?.scalarText, role: role)
    }

    private static func fillAdapters(_ record: inout GenerationRecord, _ json: JSONObject) {
        for lora in (json["loras"]?.array ?? []).prefix(256).compactMap(\.object) {
            let named = model(lora["model"] ?? lora["lora"], .checkpoint)
            record.add(
                LoRA(
                    named?.name, weight: lora.text("weight"), hash: named?.hash?.text,
                    source: .field))
        }
        for control in (json["controlnets"]?.array ?? []).prefix(256).compactMap(\.object) {
            record.add(
                model(
                    control["control_model"], .controlNet, weight: control.text("control_weight"))
            )
            record.add(reference(control["image"]))
        }
        for key in ["ipAdapters", "t2iAdapters", "ref_images"] {
            for adapter in (json[key]?.array ?? []).prefix(256).compactMap(\.object) {
                record.add(reference(adapter["image"]))
                let model = model(
                    adapter["ip_adapter_model"] ?? adapter["t2i_adapter_model"], .styleModel,
                    weight: adapter.text("weight"))
                record.add(model)
            }
        }
    }

    private static func reference(_ image: JSONValue?) -> SourceImage? {
        SourceImage(image?.object?.text("image_name") ?? image?.scalarText, .reference)
    }
}
