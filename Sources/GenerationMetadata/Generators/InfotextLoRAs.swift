/// LoRAs and embeddings of an infotext, which has half a dozen ways to name them.
enum InfotextLoRAs {
    static func fill(
        _ record: inout GenerationRecord, _ infotext: Infotext, _ limits: MetadataLimits
    ) {
        readHashLists(&record, infotext, limits)
        readNumbered(&record, infotext, limits)
        readHashes(&record, infotext, limits)
        readCivitaiResources(&record, infotext, limits)
    }

    private static func readHashLists(
        _ record: inout GenerationRecord, _ infotext: Infotext, _ limits: MetadataLimits
    ) {
        if let list = infotext.value("lora hashes") {
            for entry in NameList.entries(list, limit: limits.list) {
                record.add(lora(entry))
            }
        }
        if let list = infotext.value("lora weights") {
            for entry in NameList.entries(list, limit: limits.list) {
                merge(LoRA(entry.name, weight: entry.values.first, source: .field), &record)
            }
        }
        if let list = infotext.value("ti hashes", "ti") {
            for entry in NameList.entries(list, limit: limits.list)
            where !record.embeddings.contains(entry.name) {
                record.embeddings.append(entry.name)
            }
        }
    }

    /// Fooocus wrote `name: hash: weight`.
    private static func lora(_ entry: NameList.Entry) -> LoRA? {
        guard let last = entry.values.last else {
            return LoRA(entry.name, source: .field)
        }
        let bytes = Array(entry.name.utf8)
        if last.contains("."), Double(last) != nil,
            let colon = bytes.lastIndex(of: UInt8(ascii: ":"))
        {
            return LoRA(
                String(decoding: bytes[..<colon], as: UTF8.self), weight: last,
                hash: String(decoding: bytes[(colon + 1)...], as: UTF8.self), source: .field)
        }
        return LoRA(entry.name, hash: last, source: .field)
    }

    /// `Lora_0 Model name` and what belongs to it (ComfyUI savers, Forge), and `AddNet Model 1`.
    private static func readNumbered(
        _ record: inout GenerationRecord, _ infotext: Infotext, _ limits: MetadataLimits
    ) {
        for number in 0..<64 {
            let prefix = "lora_\(number) "
            guard let name = infotext.value(prefix + "model name") else { continue }
            let lora = LoRA(
                name, weight: infotext.value(prefix + "strength model"),
                hash: infotext.value(prefix + "model hash"), source: .field)
            merge(lora, &record)
        }
        for number in 1...16 {
            guard let text = infotext.value("addnet model \(number)") else { continue }
            let parts = text.split(separator: "(", maxSplits: 1)
            let hash = parts.count == 2 ? String(parts[1].prefix { $0 != ")" }) : nil
            let lora = LoRA(
                parts.first.map(String.init),
                weight: infotext.value(
                    "addnet weight a \(number)", "addnet weight \(number)"),
                hash: hash, source: .field)
            merge(lora, &record)
        }
    }

    /// `Hashes: {"model": …, "vae": …, "lora:name": …, "embed:name": …}`, by Civitai's extension.
    private static func readHashes(
        _ record: inout GenerationRecord, _ infotext: Infotext, _ limits: MetadataLimits
    ) {
        guard let hashes = object(infotext.value("hashes"), limits) else { return }
        for member in hashes.members.prefix(limits.list) {
            guard let hash = member.value.scalarText else { continue }
            let parts = member.key.split(separator: ":", maxSplits: 1).map(String.init)
            switch parts.first {
            case "lora", "lyco":
                if parts.count == 2 { merge(LoRA(parts[1], hash: hash, source: .field), &record) }
            case "embed":
                if parts.count == 2, !record.embeddings.contains(parts[1]) {
                    record.embeddings.append(parts[1])
                }
            case "model":
                if record.models.first?.role == .checkpoint {
                    if record.models[0].hash == nil { record.models[0].hash = ModelHash(hash) }
                } else {
                    record.add(ModelReference(hash, hash: hash))
                }
            default: continue
            }
        }
    }

    /// Civitai's generator names its checkpoint nowhere else.
    private static func readCivitaiResources(
        _ record: inout GenerationRecord, _ infotext: Infotext, _ limits: MetadataLimits
    ) {
        guard let text = infotext.value("civitai resources"),
            let resources = try? JSONParser.parse(text, limits: limits).array
        else { return }
        for resource in resources.prefix(limits.list).compactMap(\.object) {
            let name = resource.text("modelName", "name") ?? resource.text("air")
            switch resource.text("type")?.lowercased() {
            case "checkpoint":
                if record.model == nil { record.add(ModelReference(name)) }
            case "lora", "lycoris", "locon", "dora":
                merge(LoRA(name, weight: resource.text("weight"), source: .field), &record)
            case "embed", "textualinversion", "embedding":
                if let name, !record.embeddings.contains(name) { record.embeddings.append(name) }
            case "vae": record.add(ModelReference(name, role: .vae))
            default: break
            }
        }
    }

    private static func object(_ text: String?, _ limits: MetadataLimits) -> JSONObject? {
        text.flatMap { try? JSONParser.parse($0, limits: limits).object }
    }

    private static func merge(_ lora: LoRA?, _ record: inout GenerationRecord) {
        guard let lora else { return }
        guard let index = record.loras.firstIndex(where: { $0.shortName == lora.shortName }) else {
            record.add(lora)
            return
        }
        record.loras[index].weight = record.loras[index].weight ?? lora.weight
        record.loras[index].hash = record.loras[index].hash ?? lora.hash
    }
}
