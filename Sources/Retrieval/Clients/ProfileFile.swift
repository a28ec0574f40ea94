import Foundation

/// `~/.aws/config` or `~/.aws/credentials`: sections of `name = value`.
struct ProfileFile {
    private var sections: [String: [String: String]] = [:]

    /// A file that is not there is an empty one.
    init(path: String) {
        let bytes = try? Data(contentsOf: URL(fileURLWithPath: ProfileFile.expanded(path)))
        self.init(text: String(decoding: bytes ?? Data(), as: UTF8.self))
    }

    init(text: String) {
        var section = ""
        /// A setting whose own settings stand below it, indented.
        var group: Substring?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first.isWhitespace {
                // What is indented belongs to a setting of its own, like `s3 =`.
                if let group, let equals = line.firstIndex(of: "=") {
                    let name = line[..<equals].trimming { $0.isWhitespace }.lowercased()
                    let value = line[line.index(after: equals)...].trimming { $0.isWhitespace }
                    sections[section, default: [:]]["\(group).\(name)"] = String(value)
                }
            } else if first == "[" {
                let words = line.dropFirst().prefix { $0 != "]" }.split(
                    whereSeparator: \.isWhitespace)
                section = words.joined(separator: " ")
            } else if let equals = line.firstIndex(of: "=") {
                let name = line[..<equals].trimming { $0.isWhitespace }.lowercased()
                let value = line[line.index(after: equals)...].trimming { $0.isWhitespace }
                if !value.isEmpty { sections[section, default: [:]][name] = String(value) }
                group = value.isEmpty ? name[...] : nil
            }
        }
    }

    /// The values of sections, of which the later go before the earlier.
    func values(in names: [String]) -> [String: String] {
        names.reduce(into: [:]) { $0.merge(sections[$1] ?? [:]) { $1 } }
    }

    private static func expanded(_ path: String) -> String {
        path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
    }
}
