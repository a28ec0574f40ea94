/// Reads services that mark their pictures in EXIF and write few parameters or none: Black Forest
/// Labs' scripts, Grok, Ideogram.
enum TaggedEXIFReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        blackForestLabs(sources) ?? grok(sources) ?? ideogram(sources)
    }

    /// `AI generated;txt2img;flux`, the model's name in Model, the prompt in ImageDescription.
    private static func blackForestLabs(_ sources: MetadataSources) -> Draft? {
        guard let software = sources.exif(.software), software.text.hasPrefix("AI generated;")
        else { return nil }
        var record = GenerationRecord(.blackForestLabs, slot: software.slot)
        record.aiSource = .exif
        record.vendor = "Black Forest Labs"
        record.prompt = sources.exif(.imageDescription)?.text.trimmedOrNil
        record.add(ModelReference(sources.exif(.model)?.text))
        record.add(setting: "Software", software.text)
        return Draft(.description, record)
    }

    /// One signature in two tags, and a UUID for an artist. There is no prompt.
    private static func grok(_ sources: MetadataSources) -> Draft? {
        guard let description = sources.exif(.imageDescription),
            description.text.hasPrefix("Signature: "),
            sources.exif(.userComment)?.text.hasPrefix("Signature: ") ?? false
        else { return nil }
        var record = GenerationRecord(.grok, slot: description.slot)
        record.aiSource = .exif
        record.vendor = "xAI"
        if let artist = sources.exif(.artist)?.text.trimmedOrNil {
            record.privateDetails.append(PrivateDetail(.author, artist))
        }
        return Draft(.description, record)
    }

    private static func ideogram(_ sources: MetadataSources) -> Draft? {
        guard let make = sources.exif(.make), make.text.hasPrefix("Ideogram") else { return nil }
        var record = GenerationRecord(.ideogram, slot: make.slot)
        record.aiSource = .exif
        record.vendor = "Ideogram"
        return Draft(.description, record)
    }
}
