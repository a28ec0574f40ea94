import GenerationMetadata
import Values
import Wire

/// What a picture's file says, as a table for people.
enum MetadataText {
    static func text(_ record: GenerationRecord) -> String {
        if record.isEmpty { return "" }
        var rows: [[String]] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append([name, printable(value)]) }
        }
        add("made by", [record.generator?.rawValue, record.generatorVersion].joined())
        add("service", record.vendor)
        add("prompt", record.prompt)
        add("negative", record.negative)
        for part in record.promptParts {
            add(part.isNegative ? "\(part.role.rawValue), negative" : part.role.rawValue, part.text)
        }
        for model in record.models {
            add(model.role.rawValue, [model.name, model.hash?.text, model.weight?.text].joined())
        }
        for lora in record.loras {
            add("lora", [lora.name, lora.hash?.text, lora.weight?.text].joined())
        }
        for embedding in record.embeddings { add("embedding", embedding) }
        add("seed", record.seed)
        add("steps", record.steps?.text)
        add("cfg", record.cfg?.text)
        add("guidance", record.guidance?.text)
        add("sampler", [record.sampler, record.scheduler].joined())
        add("denoise", record.denoise?.text)
        add("clip skip", record.clipSkip?.text)
        if let width = record.width, let height = record.height {
            add("made at", "\(width) x \(height)")
        }
        for image in record.sourceImages { add("\(image.role.rawValue) picture", image.name) }
        for setting in record.settings { add(setting.key, setting.value) }
        if record.aiFlag != .none {
            let source = record.aiSource.map { ", by its \($0.rawValue)" } ?? ""
            add("ai", "\(record.aiFlag.rawValue)\(source)")
        }
        for conflict in record.conflicts {
            add(
                "conflict",
                "\(conflict.field): \(conflict.kept), but \(conflict.other) in \(conflict.otherSlot)"
            )
        }
        add("read from", record.sourceSlot)
        return Format.table(rows) + "\n"
    }

    static func text(_ slots: [MetadataSlotJSON]) -> String {
        slots.map { slot in
            let name = [slot.slot, slot.key].joined()
            let place = "\(Format.bytes(slot.bytes)) at byte \(slot.offset)"
            let text = slot.text.map { ":\n\(printable($0))" } ?? ""
            return "\n\(printable(name)), \(place)\(text)\n"
        }.joined()
    }
}

extension [String?] {
    fileprivate func joined() -> String { compactMap(\.self).joined(separator: "  ") }
}
