/// AUTOMATIC1111's text of parameters: a prompt, a line that begins `Negative prompt:`, and one of
/// settings. Its forks and many others write the same.
struct Infotext {
    private(set) var prompt = ""
    private(set) var negative = ""
    /// Whether there is a negative prompt, be it empty.
    private(set) var hasNegative = false
    private(set) var settings: [SettingsScanner.Pair] = []
    /// What stands behind the settings: the templates of the dynamic-prompts extension.
    private(set) var template: String?
    private(set) var negativeTemplate: String?

    private static let marks: [String] = ["steps", "sampler", "seed", "cfg scale", "size"]

    /// Nil when no line of the text is one of settings.
    init?(_ text: String, limits: MetadataLimits) {
        guard text.utf8.count <= limits.infotextBytes, Self.mayHaveSettings(text) else {
            return nil
        }
        let lines = Self.lines(of: text)
        guard let (index, before, settings) = Self.findSettings(in: lines, limits) else {
            return nil
        }
        self.settings = settings
        readPrompts(lines[..<index] + (before.map { [$0] } ?? []))
        readTemplates(lines[(index + 1)...])
    }

    private static func mayHaveSettings(_ text: String) -> Bool {
        ByteSearch.contains("teps:", in: text) || ByteSearch.contains("ampler:", in: text)
            || ByteSearch.contains("eed:", in: text) || ByteSearch.contains("cale:", in: text)
            || ByteSearch.contains("ize:", in: text)
    }

    /// Trimmed, as AUTOMATIC1111 reads them.
    private static func lines(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Substring($0).trimmed }
    }

    /// The last line with three settings or more, one of which everybody writes. A prompt may hold
    /// such a line too, and extensions write lines behind it.
    private static func findSettings(
        in lines: [String], _ limits: MetadataLimits
    ) -> (index: Int, before: String?, pairs: [SettingsScanner.Pair])? {
        for index in lines.indices.reversed() where mayHaveSettings(lines[index]) {
            let (before, line) = splitAtSteps(lines[index], limits)
            let pairs = SettingsScanner.pairs(in: line, limits: limits)
            guard pairs.count >= 3, pairs.contains(where: { marks.contains($0.key.lowercased()) })
            else { continue }
            return (index, before, pairs)
        }
        return nil
    }

    /// SD.Next also reads settings that follow a prompt on its own line.
    private static func splitAtSteps(
        _ line: String, _ limits: MetadataLimits
    ) -> (before: String?, settings: String) {
        guard !line.hasPrefix("Steps:") else { return (nil, line) }
        let bytes = Array(line.utf8)
        guard let steps = ByteSearch.last("Steps: ", in: bytes), steps > 0,
            bytes[steps - 1] == UInt8(ascii: " ") || bytes[steps - 1] == UInt8(ascii: ",")
        else { return (nil, line) }
        let before = String(decoding: bytes[..<steps], as: UTF8.self)
        let known = SettingsScanner.pairs(in: before, limits: limits)
            .contains { marks.contains($0.key.lowercased()) }
        // `Hires Steps: 10` is a setting among others, not the first one.
        guard !known, !before.hasSuffix("Hires ") else { return (nil, line) }
        return (before.trimmed, String(decoding: bytes[steps...], as: UTF8.self))
    }

    private mutating func readPrompts(_ lines: some Sequence<String>) {
        var prompts: [String] = []
        var negatives: [String] = []
        let label = "Negative prompt:"
        for line in lines {
            if line.hasPrefix(label) {
                hasNegative = true
                negatives.append(line.dropFirst(label.count).trimmed)
            } else if hasNegative {
                negatives.append(line)
            } else {
                prompts.append(line)
            }
        }
        prompt = prompts.joined(separator: "\n").trimmed
        negative = negatives.joined(separator: "\n").trimmed
    }

    private mutating func readTemplates(_ lines: some Sequence<String>) {
        var isNegative = false
        for line in lines {
            var line = line
            if line.hasPrefix("Negative Template:") {
                isNegative = true
                line = line.dropFirst(18).trimmed
            } else if line.hasPrefix("Template:") {
                isNegative = false
                line = line.dropFirst(9).trimmed
            } else if template == nil, negativeTemplate == nil {
                continue
            }
            if isNegative {
                negativeTemplate = negativeTemplate.map { $0 + "\n" + line } ?? line
            } else {
                template = template.map { $0 + "\n" + line } ?? line
            }
        }
    }

    /// The last value under one of `keys`, whatever their case. The whole key is compared, so that
    /// `ADetailer version` is not taken for `Version`.
    func value(_ keys: String...) -> String? {
        for key in keys {
            if let value = settings.last(where: { $0.key.lowercased() == key })?.value.trimmedOrNil
            {
                return value
            }
        }
        return nil
    }
}
