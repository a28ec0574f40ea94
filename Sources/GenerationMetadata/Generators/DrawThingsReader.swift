/// Reads Draw Things, which writes XMP: JSON in `exif:UserComment`, and an infotext of its own in
/// `dc:description`.
enum DrawThingsReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        for (packet, slot) in sources.xmp {
            guard packet.value(XMPPacket.xmp, "CreatorTool")?.hasPrefix("Draw Things") ?? false
            else { continue }
            var record = GenerationRecord(.drawThings, slot: slot)
            var source = Draft.Source.xmp
            if let text = packet.value(XMPPacket.exif, "UserComment"),
                let json = try? JSONParser.parse(text, limits: sources.limits).object
            {
                fill(&record, json)
                source = .fields
            } else if let text = packet.value(XMPPacket.dublinCore, "description") {
                fill(&record, description: text, sources.limits)
            }
            return Draft(source, record)
        }
        return nil
    }

    private static func fill(_ record: inout GenerationRecord, _ json: JSONObject) {
        let full = json["v2"]?.object
        record.prompt = json.text("c")
        record.negative = json.text("uc")
        record.seed = GenerationRecord.seed(json.text("seed"))
        record.steps = WrittenNumber(json.text("steps"))
        record.cfg = WrittenNumber(json.text("scale"))
        record.sampler = json.text("sampler")
        record.denoise = WrittenNumber(json.text("strength"))
        record.clipSkip = WrittenNumber(full?.text("clipSkip"))
        record.setSize(json.text("size"))
        if record.width == nil { record.setSize(full?.text("width"), full?.text("height")) }
        record.add(ModelReference(json.text("model")))
        record.add(ModelReference(full?.text("refinerModel"), role: .refiner))
        record.add(ModelReference(full?.text("upscaler"), role: .upscaler))
        let loras = json["lora"]?.array ?? full?["loras"]?.array ?? []
        for lora in loras.prefix(256).compactMap(\.object) {
            record.add(
                LoRA(lora.text("model", "file"), weight: lora.text("weight"), source: .field))
        }
        record.addSettings(
            of: json,
            except: [
                "c", "uc", "seed", "steps", "scale", "sampler", "strength", "size", "model",
            ])
    }

    /// `prompt`, perhaps a line that begins with `-` and is the negative, and settings.
    private static func fill(
        _ record: inout GenerationRecord, description: String, _ limits: MetadataLimits
    ) {
        guard let infotext = Infotext(description, limits: limits) else {
            record.prompt = description.trimmedOrNil
            return
        }
        var read = InfotextReader.record(of: infotext, record.sourceSlot ?? "", limits)
        read.generator = .drawThings
        if let prompt = read.prompt, let line = prompt.firstRange(of: "\n-") {
            read.negative = String(prompt[line.upperBound...]).trimmedOrNil
            read.prompt = String(prompt[..<line.lowerBound]).trimmedOrNil
        }
        read.add(
            LoRA(
                infotext.value("lora model"), weight: infotext.value("lora weight"),
                source: .field))
        read.denoise = read.denoise ?? WrittenNumber(infotext.value("strength"))
        record = read
    }
}
