/// Reads InvokeAI before version 3: `sd-metadata` (2.x) and the command line in `Dream` (1.x).
enum InvokeAILegacyReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        if let text = sources.named("sd-metadata"), let json = text.json {
            return Draft(.fields, record(json, text.slot))
        }
        if let text = sources.named("Dream"), let dream = DreamCommand(text.text) {
            return Draft(.fields, record(dream, text.slot))
        }
        return nil
    }

    private static func record(_ json: JSONObject, _ slot: String) -> GenerationRecord {
        var record = GenerationRecord(.invokeAI, slot: slot)
        record.generatorVersion = json.text("app_version")
        record.add(
            ModelReference(
                json.text("model_weights") ?? json.text("model"), hash: json.text("model_hash")))
        guard let image = json["image"]?.object else { return record }
        let prompts = image["prompt"]?.array?.prefix(64).compactMap { $0.object?.text("prompt") }
        let written = prompts?.joined(separator: "\n") ?? image.text("prompt")
        (record.prompt, record.negative) = BracketedNegative.split(written ?? "")
        record.steps = WrittenNumber(image.text("steps"))
        record.cfg = WrittenNumber(image.text("cfg_scale"))
        record.sampler = image.text("sampler")
        record.seed = GenerationRecord.seed(image.text("seed"))
        record.denoise = WrittenNumber(image.text("strength"))
        record.setSize(image.text("width"), image.text("height"))
        record.add(SourceImage(image.text("init_image_path"), .initial))
        record.addSettings(
            of: image,
            except: [
                "prompt", "steps", "cfg_scale", "sampler", "seed", "strength", "width", "height",
                "init_image_path",
            ])
        return record
    }

    private static func record(_ dream: DreamCommand, _ slot: String) -> GenerationRecord {
        var record = GenerationRecord(.invokeAI, slot: slot)
        (record.prompt, record.negative) = BracketedNegative.split(dream.prompt)
        record.steps = WrittenNumber(dream.options["s"])
        record.seed = GenerationRecord.seed(dream.options["S"])
        record.cfg = WrittenNumber(dream.options["C"])
        record.sampler = dream.options["A"]
        record.denoise = WrittenNumber(dream.options["f"])
        record.setSize(dream.options["W"], dream.options["H"])
        record.add(SourceImage(dream.options["I"], .initial))
        for key in dream.options.keys.sorted()
        where !["s", "S", "C", "A", "f", "W", "H", "I"].contains(key) {
            record.add(setting: "-" + key, dream.options[key])
        }
        return record
    }
}
