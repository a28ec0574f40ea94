/// `prompt --option value --flag Job ID: uuid`, as Midjourney writes it.
struct MidjourneyPrompt {
    let id: String
    private(set) var prompt: String
    private(set) var images: [String] = []
    private(set) var options: [(name: String, value: String)] = []

    /// Nil where the text does not end with a job's id.
    init?(_ text: String, limits: MetadataLimits) {
        let bytes = Array(text.utf8)
        guard let mark = ByteSearch.last("Job ID: ", in: bytes),
            mark == 0 || isSpace(bytes[mark - 1])
        else { return nil }
        let id = bytes[(mark + 8)...].prefix(36)
        guard id.count == 36, Self.isUUID(id) else { return nil }
        self.id = String(decoding: id, as: UTF8.self)
        let end = Self.firstOption(in: bytes, to: mark) ?? mark
        prompt = String(decoding: bytes[..<end], as: UTF8.self).trimmed
        options = Self.options(in: bytes[end..<mark], limits)
        takeImages()
    }

    private static func isUUID(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : hexDigit(byte) != nil
        }
    }

    private static func firstOption(in bytes: [UInt8], to end: Int) -> Int? {
        var position = 0
        while let found = ByteSearch.first("--", in: bytes, from: position, to: end) {
            if isOption(bytes, found, end) { return found }
            position = found + 1
        }
        return nil
    }

    /// Two dashes and a letter, at the start or behind a space.
    private static func isOption(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        guard start + 2 < end, start == 0 || isSpace(bytes[start - 1]) else { return false }
        return UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[start + 2] | 0x20
    }

    private static func options(
        in bytes: ArraySlice<UInt8>, _ limits: MetadataLimits
    ) -> [(name: String, value: String)] {
        var options: [(name: String, value: String)] = []
        for word in bytes.split(maxSplits: 8_192, whereSeparator: isSpace).prefix(8_192) {
            let text = String(decoding: word, as: UTF8.self)
            if text.hasPrefix("--"), text.utf8.count > 2 {
                guard options.count < limits.settings else { break }
                options.append((String(text.dropFirst(2)).lowercased(), ""))
            } else if !options.isEmpty {
                let last = options.count - 1
                options[last].value += options[last].value.isEmpty ? text : " " + text
            }
        }
        return options
    }

    /// Addresses at the start of a prompt are pictures that it refers to.
    private mutating func takeImages() {
        while prompt.hasPrefix("http://") || prompt.hasPrefix("https://"), images.count < 64 {
            let address = prompt.prefix { !$0.isWhitespace }
            images.append(String(address))
            prompt = prompt.dropFirst(address.count).trimmed
        }
    }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D }
