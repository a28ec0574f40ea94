/// Reads SwarmUI: a JSON object with `sui_image_params`, in `parameters`, in EXIF's UserComment or,
/// by early versions, in its Model. Values may be numbers or texts, lists may be comma-separated.
enum SwarmUIReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        for text in sources.parameterTexts {
            guard let json = text.json, let parameters = json["sui_image_params"]?.object else {
                continue
            }
            var record = GenerationRecord(.swarmUI, slot: text.slot)
            fill(&record, parameters)
            fillModels(&record, parameters, json["sui_models"]?.array ?? [], sources.limits)
            if let original = json["sui_extra_data"]?.object?.text("original_prompt") {
                record.add(PromptPart(.template, original))
            }
            return Draft(.fields, record)
        }
        return nil
    }

    private static func fill(_ record: inout GenerationRecord, _ json: JSONObject) {
        record.generatorVersion = json.text("swarm_version")
        record.prompt = json.text("prompt")
        record.negative = json.text("negativeprompt")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("cfgscale"))
        record.guidance = WrittenNumber(json.text("fluxguidancescale"))
        record.sampler = json.text("sampler", "comfyuisampler", "autowebuisampler")
        record.scheduler = json.text("scheduler", "comfyuischeduler")
        record.clipSkip = WrittenNumber(json.text("clipstopatlayer"))
        record.denoise = WrittenNumber(json.text("initimagecreativity"))
        record.setSize(json.text("width"), json.text("height"))
        record.addSettings(of: json, except: fieldKeys)
    }

    private static let fieldKeys: Set<String> = [
        "swarm_version", "prompt", "negativeprompt", "seed", "steps", "cfgscale",
        "fluxguidancescale", "sampler", "comfyuisampler", "autowebuisampler", "scheduler",
        "comfyuischeduler", "clipstopatlayer", "initimagecreativity", "width", "height", "model",
        "vae", "loras", "loraweights", "refinermodel",
    ]

    private static func fillModels(
        _ record: inout GenerationRecord, _ json: JSONObject, _ models: [JSONValue],
        _ limits: MetadataLimits
    ) {
        let hashes = models.prefix(limits.list).compactMap(\.object)
        func hash(_ name: String?) -> String? {
            guard let name else { return nil }
            let wanted = ModelReference.shortName(name)
            return hashes.first { model in
                model.text("name").map { ModelReference.shortName($0) == wanted } ?? false
            }?.text("hash")
        }
        let model = json.text("model")
        record.add(ModelReference(model, hash: hash(model)))
        let vae = json.text("vae")
        if vae != "Automatic" { record.add(ModelReference(vae, role: .vae, hash: hash(vae))) }
        let refiner = json.text("refinermodel")
        record.add(ModelReference(refiner, role: .refiner, hash: hash(refiner)))
        var names = list(json["loras"], limits)
        if names.isEmpty {
            names = hashes.filter { $0.text("param") == "loras" }.compactMap { $0.text("name") }
        }
        let weights = list(json["loraweights"], limits)
        for (index, name) in names.enumerated() {
            record.add(
                LoRA(
                    name, weight: weights.indices.contains(index) ? weights[index] : nil,
                    hash: hash(name), source: .field))
        }
    }

    private static func list(_ value: JSONValue?, _ limits: MetadataLimits) -> [String] {
        if let values = value?.array {
            return values.prefix(limits.list).compactMap(\.scalarText)
        }
        guard let text = value?.scalarText else { return [] }
        return text.split(separator: ",", maxSplits: limits.list).prefix(limits.list).compactMap {
            $0.trimmedOrNil
        }
    }
}
