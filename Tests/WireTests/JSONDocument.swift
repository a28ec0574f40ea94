import Foundation

/// `docs/json.md`, taken apart: a section for each type of `Wire`.
struct JSONDocument {
    struct Section {
        struct Field: Equatable {
            let name, type: String
            let isAlwaysThere: Bool
        }

        /// Of the Swift type, as the section names it.
        let type: String
        var fields: [Field] = []
        var examples: [String] = []
    }

    let sections: [Section]

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    init() throws {
        let file = JSONDocument.root.appending(path: "docs/json.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        sections = text.components(separatedBy: "\n### ").dropFirst().compactMap { part in
            let lines = part.components(separatedBy: "\n")
            guard let type = lines.lazy.compactMap(JSONDocument.type(namedIn:)).first else {
                return nil
            }
            var section = Section(type: type)
            section.fields = lines.compactMap(JSONDocument.field)
            section.examples = lines.filter { $0.hasPrefix("{") }
            return section
        }
    }

    /// Of a line like "`AssetJSON`: a line of `list`.".
    private static func type(namedIn line: String) -> String? {
        guard line.hasPrefix("`"), let end = line.dropFirst().firstIndex(of: "`") else {
            return nil
        }
        let name = String(line[line.index(after: line.startIndex)..<end])
        return name.hasSuffix("JSON") ? name : nil
    }

    /// Of a row like "| `id` | text | always | the asset's id |".
    private static func field(_ line: String) -> Section.Field? {
        let cells = line.split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard cells.count == 4, cells[0].hasPrefix("`") else { return nil }
        return Section.Field(
            name: cells[0].trimmingCharacters(in: ["`"]), type: cells[1],
            isAlwaysThere: cells[2] == "always")
    }
}
