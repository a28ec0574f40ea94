/// Reads the strings of a Python list or tuple as `repr` writes it: `['a', "b's"]`.
enum PythonList {
    static func strings(_ text: String, limit: Int) -> [String] {
        var strings: [String] = []
        var current: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in text.utf8 where strings.count < limit {
            if let open = quote {
                if isEscaped {
                    current.append(byte)
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == open {
                    strings.append(String(decoding: current, as: UTF8.self))
                    current = []
                    quote = nil
                } else {
                    current.append(byte)
                }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            }
        }
        return strings
    }
}
