/// Finds `<lora:name:weight>`, `<lyco:…>`, `<hypernet:…>` and `embedding:name` in prompts.
enum PromptTags {
    struct Tag: Equatable {
        let kind: String
        let name: String
        let weight: String?
    }

    static func tags(in prompt: String, limit: Int) -> [Tag] {
        let bytes = Array(prompt.utf8)
        var tags: [Tag] = []
        var position = 0
        var close = 0
        while tags.count < limit, position < bytes.count,
            let open = bytes[position...].firstIndex(of: UInt8(ascii: "<"))
        {
            position = open + 1
            if close < position {
                guard let next = bytes[position...].firstIndex(of: UInt8(ascii: ">")) else {
                    break
                }
                close = next
            }
            // Names are short, and no other `<` is the start of a name.
            guard close - position <= 512, position < close,
                bytes[position] == UInt8(ascii: "l") || bytes[position] == UInt8(ascii: "h"),
                let tag = tag(bytes[position..<close])
            else { continue }
            tags.append(tag)
            position = close + 1
        }
        return tags
    }

    private static func tag(_ inside: ArraySlice<UInt8>) -> Tag? {
        let parts = inside.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count >= 2, ["lora", "lyco", "hypernet"].contains(parts[0]),
            let name = parts[1].trimmedOrNil
        else { return nil }
        return Tag(kind: parts[0], name: name, weight: parts.count > 2 ? parts[2].trimmed : nil)
    }

    /// The names behind `embedding:`, as ComfyUI writes them.
    static func embeddings(in prompt: String, limit: Int) -> [String] {
        let bytes = Array(prompt.utf8)
        var names: [String] = []
        var seen: Set<String> = []
        var position = 0
        while names.count < limit,
            let found = ByteSearch.first("embedding:", in: bytes, from: position)
        {
            position = found + 10
            let name = bytes[position...].prefix(256).prefix { byte in
                !" \t\r\n,()<>".utf8.contains(byte)
            }
            position += name.count
            var text = String(decoding: name, as: UTF8.self)
            // A weight behind a name; the colons of `urn:air:…` belong to it.
            if !text.hasPrefix("urn:"), let colon = text.firstIndex(of: ":") {
                text = String(text[..<colon])
            }
            if !text.isEmpty, seen.insert(text).inserted { names.append(text) }
        }
        return names
    }
}
