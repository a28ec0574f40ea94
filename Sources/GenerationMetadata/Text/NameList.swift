/// Lists as infotexts write them in one quoted value: `name: hash, other: hash`.
enum NameList {
    struct Entry: Equatable {
        let name: String
        let values: [String]
    }

    /// A name may hold colons, and a list of LoRAs may hold weights; the last one or two parts are
    /// the values.
    static func entries(_ text: String, values: Int = 1, limit: Int) -> [Entry] {
        text.utf8.split(separator: UInt8(ascii: ","), maxSplits: limit).prefix(limit).compactMap {
            item in
            let parts = Substring(item).unicodeScalars.split(
                separator: ":", omittingEmptySubsequences: false
            ).map { Substring($0).trimmed }
            guard parts.count >= 2 else {
                return parts.first?.trimmedOrNil.map { Entry(name: $0, values: []) }
            }
            let count = min(values, parts.count - 1)
            let name = parts.dropLast(count).joined(separator: ":")
            return name.isEmpty ? nil : Entry(name: name, values: Array(parts.suffix(count)))
        }
    }
}
