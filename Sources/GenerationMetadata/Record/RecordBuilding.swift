/// How readers fill a record: empty texts and the words for "random" are no values.
extension GenerationRecord {
    init(_ generator: Generator, slot: String, confidence: Confidence = .high) {
        self.init()
        self.generator = generator
        self.confidence = confidence
        sourceSlot = slot
        aiFlag = .claimed
        aiSource = .parameters
    }

    /// A seed of −1 asks for a random one, which stays unknown.
    static func seed(_ text: String?) -> String? {
        guard let text = text?.trimmedOrNil, text != "-1", text.utf8.count <= 64 else { return nil }
        return text
    }

    mutating func setSize(_ width: String?, _ height: String?) {
        guard let width = WrittenSize.side(width), let height = WrittenSize.side(height) else {
            return
        }
        (self.width, self.height) = (width, height)
    }

    mutating func setSize(_ text: String?) {
        guard let size = text.flatMap(WrittenSize.parse) else { return }
        (width, height) = size
    }

    mutating func add(_ model: ModelReference?) {
        guard let model, models.count < 256, !models.contains(model) else { return }
        models.append(model)
    }

    mutating func add(_ lora: LoRA?) {
        guard let lora, loras.count < 256 else { return }
        loras.append(lora)
    }

    mutating func add(_ part: PromptPart?) {
        guard let part, promptParts.count < 512, !promptParts.contains(part) else { return }
        promptParts.append(part)
    }

    mutating func add(_ image: SourceImage?) {
        guard let image, sourceImages.count < 256,
            !sourceImages.contains(where: { $0.name == image.name })
        else { return }
        sourceImages.append(image)
    }

    mutating func add(setting key: String, _ value: String?) {
        guard let value, !value.isEmpty, settings.count < 512 else { return }
        settings.append(Setting(key, value))
    }

    /// Members that have no field of their own, when they are texts or numbers.
    mutating func addSettings(of object: JSONObject, except known: Set<String>) {
        for member in object.members where !known.contains(member.key) {
            switch member.value {
            case .bool(let value): add(setting: member.key, value ? "true" : "false")
            default: add(setting: member.key, member.value.scalarText)
            }
        }
    }
}
