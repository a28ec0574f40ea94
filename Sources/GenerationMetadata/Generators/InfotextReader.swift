/// Reads the infotext of AUTOMATIC1111 and its kin, wherever it stands.
enum InfotextReader {
    static func read(_ sources: MetadataSources) -> Draft? {
        for text in sources.parameterTexts where text.json == nil {
            if let infotext = Infotext(text.text, limits: sources.limits) {
                return Draft(.infotext, record(of: infotext, text.slot, sources.limits))
            }
        }
        return readPostprocessing(sources)
    }

    /// A picture that was only enlarged has no more than two settings.
    private static func readPostprocessing(_ sources: MetadataSources) -> Draft? {
        for key in ["postprocessing", "extras"] {
            guard let text = sources.named(key) else { continue }
            let pairs = SettingsScanner.pairs(in: text.text, limits: sources.limits)
            guard let first = pairs.first, first.key.hasPrefix("Postprocess") else { continue }
            var record = GenerationRecord(.automatic1111, slot: text.slot)
            record.aiFlag = .none  // any picture can be enlarged
            record.aiSource = nil
            for pair in pairs { record.add(setting: pair.key, pair.value) }
            return Draft(.infotext, record)
        }
        return nil
    }

    static func record(
        of infotext: Infotext, _ slot: String, _ limits: MetadataLimits
    ) -> GenerationRecord {
        let (generator, version) = InfotextVersion.generator(of: infotext)
        var record = GenerationRecord(generator, slot: slot)
        record.generatorVersion = version
        record.prompt = infotext.prompt.trimmedOrNil
        record.negative = infotext.negative.trimmedOrNil
        record.add(PromptPart(.template, infotext.template))
        record.add(PromptPart(.template, infotext.negativeTemplate, isNegative: true))
        fillSampling(&record, infotext)
        fillModels(&record, infotext)
        fillHires(&record, infotext)
        InfotextLoRAs.fill(&record, infotext, limits)
        if generator == .fooocus { fillFooocus(&record, infotext) }
        if let user = infotext.value("user") {
            record.privateDetails.append(PrivateDetail(.account, user))
        }
        for pair in infotext.settings where !fieldKeys.contains(pair.key.lowercased()) {
            record.add(setting: pair.key, pair.value)
        }
        return record
    }

    /// What has a field of its own, in all spellings.
    private static let fieldKeys: Set<String> = [
        "steps", "sampler", "schedule type", "scheduler", "cfg scale", "guidance scale",
        "distilled cfg scale", "seed", "size", "model", "model hash", "vae", "vae hash",
        "clip skip", "denoising strength", "version", "app", "user", "lora hashes", "ti hashes",
        "hires upscale", "hires steps", "hires upscaler", "hires resize", "hires size",
        "raw prompt", "raw negative prompt", "refiner",
    ]

    private static func fillSampling(_ record: inout GenerationRecord, _ infotext: Infotext) {
        record.steps = WrittenNumber(infotext.value("steps"))
        record.cfg = WrittenNumber(infotext.value("cfg scale", "guidance scale"))
        record.guidance = WrittenNumber(infotext.value("distilled cfg scale"))
        record.seed = GenerationRecord.seed(infotext.value("seed"))
        record.denoise = WrittenNumber(infotext.value("denoising strength"))
        record.clipSkip = WrittenNumber(infotext.value("clip skip"))
        record.setSize(infotext.value("size"))
        let scheduler = infotext.value("schedule type", "scheduler")
        let names = SamplerName.split(infotext.value("sampler"), scheduler: scheduler)
        (record.sampler, record.scheduler) = (names.sampler, names.scheduler)
    }

    private static func fillModels(_ record: inout GenerationRecord, _ infotext: Infotext) {
        let hash = infotext.value("model hash")
        // A hash without a name is what the earliest versions wrote.
        record.add(ModelReference(infotext.value("model") ?? hash, hash: hash))
        record.add(
            ModelReference(infotext.value("vae"), role: .vae, hash: infotext.value("vae hash")))
        record.add(ModelReference(infotext.value("refiner"), role: .refiner))
    }

    private static func fillHires(_ record: inout GenerationRecord, _ infotext: Infotext) {
        var hires = HiresPass()
        hires.scale = WrittenNumber(infotext.value("hires upscale", "hires scale"))
        hires.steps = WrittenNumber(infotext.value("hires steps"))
        hires.upscaler = infotext.value("hires upscaler")
        if let size = infotext.value("hires resize", "hires size").flatMap(WrittenSize.parse) {
            (hires.width, hires.height) = size
        }
        guard !hires.isEmpty else { return }
        hires.denoise = record.denoise
        record.hires = hires
        record.add(PromptPart(.hires, infotext.value("hires prompt")))
    }

    /// Fooocus writes the prompt as it expanded it, and the user's own among the settings.
    private static func fillFooocus(_ record: inout GenerationRecord, _ infotext: Infotext) {
        if let raw = infotext.value("raw prompt") {
            record.add(PromptPart(.expanded, record.prompt))
            record.prompt = raw
        }
        if let raw = infotext.value("raw negative prompt") {
            record.add(PromptPart(.expanded, record.negative, isNegative: true))
            record.negative = raw
        }
    }
}
