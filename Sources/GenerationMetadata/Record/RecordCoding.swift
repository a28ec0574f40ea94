import Foundation

/// Records as JSON: names in snake_case, and nothing for what is not known.
extension GenerationRecord {
    enum CodingKeys: String, CodingKey {
        case extractorVersion, generator, generatorVersion, sourceSlot, confidence
        case prompt, negative, promptParts, seed, steps, cfg, guidance, sampler, scheduler, denoise
        case clipSkip, width, height
        case models, loras, embeddings, sourceImages, passes, hires, settings
        case aiFlag, aiSource, provenance, vendor
        case jobID = "jobId"
        case privateDetails, conflicts, problems
    }

    package init(from decoder: any Decoder) throws {
        let from = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try from.decodeIfPresent(Value.self, forKey: key)
        }
        func list<Value: Decodable>(_ key: CodingKeys) throws -> [Value] { try value(key) ?? [] }
        self.init()
        extractorVersion = try value(.extractorVersion) ?? 0
        generator = try value(.generator)
        generatorVersion = try value(.generatorVersion)
        sourceSlot = try value(.sourceSlot)
        confidence = try value(.confidence)
        prompt = try value(.prompt)
        negative = try value(.negative)
        promptParts = try list(.promptParts)
        seed = try value(.seed)
        steps = try value(.steps)
        cfg = try value(.cfg)
        guidance = try value(.guidance)
        sampler = try value(.sampler)
        scheduler = try value(.scheduler)
        denoise = try value(.denoise)
        clipSkip = try value(.clipSkip)
        width = try value(.width)
        height = try value(.height)
        models = try list(.models)
        loras = try list(.loras)
        embeddings = try list(.embeddings)
        sourceImages = try list(.sourceImages)
        passes = try list(.passes)
        hires = try value(.hires)
        settings = try list(.settings)
        aiFlag = try value(.aiFlag) ?? .none
        aiSource = try value(.aiSource)
        provenance = try list(.provenance)
        vendor = try value(.vendor)
        jobID = try value(.jobID)
        privateDetails = try list(.privateDetails)
        conflicts = try list(.conflicts)
        problems = try list(.problems)
    }

    package func encode(to encoder: any Encoder) throws {
        var into = encoder.container(keyedBy: CodingKeys.self)
        func put(_ value: (some Encodable)?, _ key: CodingKeys) throws {
            try into.encodeIfPresent(value, forKey: key)
        }
        func put(list: [some Encodable], _ key: CodingKeys) throws {
            if !list.isEmpty { try into.encode(list, forKey: key) }
        }
        try put(extractorVersion, .extractorVersion)
        try put(generator, .generator)
        try put(generatorVersion, .generatorVersion)
        try put(sourceSlot, .sourceSlot)
        try put(confidence, .confidence)
        try put(prompt, .prompt)
        try put(negative, .negative)
        try put(list: promptParts, .promptParts)
        try put(seed, .seed)
        try put(steps, .steps)
        try put(cfg, .cfg)
        try put(guidance, .guidance)
        try put(sampler, .sampler)
        try put(scheduler, .scheduler)
        try put(denoise, .denoise)
        try put(clipSkip, .clipSkip)
        try put(width, .width)
        try put(height, .height)
        try put(list: models, .models)
        try put(list: loras, .loras)
        try put(list: embeddings, .embeddings)
        try put(list: sourceImages, .sourceImages)
        try put(list: passes, .passes)
        try put(hires, .hires)
        try put(list: settings, .settings)
        try put(aiFlag == .none ? nil : aiFlag, .aiFlag)
        try put(aiSource, .aiSource)
        try put(list: provenance, .provenance)
        try put(vendor, .vendor)
        try put(jobID, .jobID)
        try put(list: privateDetails, .privateDetails)
        try put(list: conflicts, .conflicts)
        try put(list: problems, .problems)
    }

    /// The record as text, in one line. Nil for what JSON cannot hold.
    package var json: String? {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}
