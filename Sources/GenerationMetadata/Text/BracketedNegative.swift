/// InvokeAI 2's way to write a negative prompt: `wanted [unwanted] wanted`.
enum BracketedNegative {
    static func split(_ text: String) -> (prompt: String?, negative: String?) {
        var prompt: [UInt8] = []
        var negatives: [String] = []
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "["),
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "]"))
            {
                negatives.append(String(decoding: bytes[(position + 1)..<end], as: UTF8.self))
                position = end + 1
            } else if bytes[position] == UInt8(ascii: "[") {
                prompt.append(contentsOf: bytes[position...])  // never closed
                break
            } else {
                prompt.append(bytes[position])
                position += 1
            }
        }
        return (
            String(decoding: prompt, as: UTF8.self).trimmedOrNil,
            negatives.compactMap(\.trimmedOrNil).joined(separator: ", ").trimmedOrNil
        )
    }
}
