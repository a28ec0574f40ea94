/// The command line of InvokeAI 1: `"prompt [negative]" -s 50 -S 2980747362 -W 512 …`. Prompts may
/// hold quotes, so the last one before an option ends them.
struct DreamCommand {
    let prompt: String
    private(set) var options: [String: String] = [:]

    init?(_ text: String) {
        let bytes = Array(text.trimmed.utf8)
        guard !bytes.isEmpty else { return nil }
        let rest: Int
        if bytes[0] == UInt8(ascii: "\""),
            let end = ByteSearch.last("\" -", in: bytes)
                ?? bytes.lastIndex(of: UInt8(ascii: "\"")), end > 0
        {
            prompt = String(decoding: bytes[1..<end], as: UTF8.self)
            rest = end + 1
        } else {
            let end = ByteSearch.first(" -", in: bytes) ?? bytes.count
            prompt = String(decoding: bytes[..<end], as: UTF8.self)
            rest = end
        }
        let words = bytes[rest...].split(separator: UInt8(ascii: " "), maxSplits: 256).prefix(256)
            .map { String(decoding: $0, as: UTF8.self) }
        var index = 0
        while index + 1 < words.count {
            if words[index].hasPrefix("-"), words[index].utf8.count > 1 {
                options[String(words[index].dropFirst())] = words[index + 1]
                index += 1
            }
            index += 1
        }
    }
}
