/// Reads NovelAI: PNG texts, EXIF in WebP, and stealth data, which hold one JSON object in
/// different wrappings.
enum NovelAIReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        let software = sources.named("Software") ?? sources.exif(.software)
        let comment = sources.named("Comment") ?? sources.exif(.userComment)
        let parameters = comment.flatMap { unwrap($0.json, sources.limits) }
        let isNamed = software?.text.hasPrefix("NovelAI") ?? false
        guard isNamed || isOwn(parameters), let slot = (comment ?? software)?.slot else {
            return nil
        }
        var record = GenerationRecord(.novelAI, slot: slot)
        let description = sources.named("Description") ?? sources.exif(.imageDescription)
        // In WebP the tag Software holds what PNGs have in Source.
        let source = sources.named("Source") ?? (sources.named("Software") == nil ? software : nil)
        fillModel(&record, source?.text)
        if let parameters { fill(&record, parameters) }
        record.prompt = record.prompt ?? description?.text.trimmedOrNil
        return Draft(.fields, record)
    }

    /// The object may be a text inside an object, twice.
    private static func unwrap(_ json: JSONObject?, _ limits: MetadataLimits) -> JSONObject? {
        var json = json
        for _ in 0..<4 {
            guard let object = json, !object.has("seed"), let inner = object["Comment"] else {
                break
            }
            json =
                inner.object
                ?? inner.string.flatMap {
                    try? JSONParser.parse($0, limits: limits).object
                }
        }
        return json
    }

    private static func isOwn(_ parameters: JSONObject?) -> Bool {
        guard let parameters else { return false }
        return parameters.has("noise_schedule") && parameters.has("uc")
            || parameters.has("signed_hash") || parameters.has("v4_prompt")
    }

    /// `NovelAI Diffusion V4.5 4BDE2A90`: a name and eight digits of a hash.
    private static func fillModel(_ record: inout GenerationRecord, _ source: String?) {
        guard let source = source?.trimmedOrNil else { return }
        if let space = source.lastIndex(of: " ") {
            let hash = String(source[source.index(after: space)...])
            if hash.utf8.count == 8, hash.utf8.allSatisfy({ hexDigit($0) != nil }) {
                record.add(ModelReference(String(source[..<space]), hash: hash))
                return
            }
        }
        record.add(ModelReference(source))
    }

    private static func fill(_ record: inout GenerationRecord, _ json: JSONObject) {
        let positive = json["v4_prompt"]?["caption"]
        let negative = json["v4_negative_prompt"]?["caption"]
        record.prompt = positive?.object?.text("base_caption") ?? json.text("prompt")
        record.negative = negative?.object?.text("base_caption") ?? json.text("uc")
        addCharacters(&record, positive, isNegative: false)
        addCharacters(&record, negative, isNegative: true)
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("scale"))
        record.sampler = json.text("sampler")
        record.scheduler = json.text("noise_schedule")
        record.denoise = WrittenNumber(json.text("strength"))
        record.setSize(json.text("width"), json.text("height"))
        record.addSettings(of: json, except: fieldKeys)
    }

    private static let fieldKeys: Set<String> = [
        "prompt", "uc", "seed", "steps", "scale", "sampler", "noise_schedule", "strength", "width",
        "height", "signed_hash",
    ]

    private static func addCharacters(
        _ record: inout GenerationRecord, _ caption: JSONValue?, isNegative: Bool
    ) {
        for character in caption?["char_captions"]?.array?.prefix(64) ?? [] {
            record.add(
                PromptPart(
                    .character, character.object?.text("char_caption"), isNegative: isNegative))
        }
    }
}
