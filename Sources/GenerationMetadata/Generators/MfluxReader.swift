/// Reads mflux: JSON in EXIF's UserComment, without the character code that belongs before it.
enum MfluxReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        for text in sources.parameterTexts {
            guard let json = text.json, json.has("mflux_version") else { continue }
            var record = GenerationRecord(.mflux, slot: text.slot)
            record.generatorVersion = json.text("mflux_version")
            record.prompt = json.text("prompt")
            record.negative = json.text("negative_prompt")
            record.seed = GenerationRecord.seed(json.text("seed"))
            record.steps = WrittenNumber(json.text("steps"))
            record.guidance = WrittenNumber(json.text("guidance"))
            record.setSize(json.text("width"), json.text("height"))
            record.add(ModelReference(json.text("model") ?? json.text("base_model")))
            let weights = json["lora_scales"]?.array ?? []
            for (index, path) in (json["lora_paths"]?.array ?? []).prefix(256).enumerated() {
                let weight = weights.indices.contains(index) ? weights[index].scalarText : nil
                record.add(LoRA(path.scalarText, weight: weight, source: .field))
            }
            record.addSettings(
                of: json,
                except: [
                    "mflux_version", "prompt", "negative_prompt", "seed", "steps", "guidance",
                    "width", "height", "model",
                ])
            return Draft(.fields, record)
        }
        return nil
    }
}
