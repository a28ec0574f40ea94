import Foundation
import Testing

/// Reads the sources, and holds them to the rule that where things lie in a store, and how they are
/// opened there, is known in `ContentStore` alone.
@Suite("Where a store's files are known") struct SourceTests {
    private static let sources = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources")

    /// Files that make file calls by path, and on what.
    private static let callers = [
        "StillStore/Backup/Destination.swift": "asks where a directory of the user's leads",
        "StillStore/Export.swift": "writes below a directory of the user's",
        "StillStore/Ingest/FileContents.swift": "reads what it has staged",
        "StillStore/Ingest/Prepare.swift": "reads source files, and links them into staging",
        "StillStore/Ingest/PrepareAgain.swift": "looks at a source file",
        "StillStore/Ingest/PrepareKnown.swift": "reads source files",
        "StillStore/Ingest/RemoveSources.swift": "removes source files that were moved",
        "StillStore/Ingest/SettlePage.swift": "looks at source files",
        "StillStore/Library/TextFile.swift": "reads lists of the user's",
        "StillStore/Put.swift": "looks at a source file",
        "StillStore/Rebuild/RebuildJournal.swift": "writes a file in staging",
        "StillStore/Renditions/RenderPicture.swift": "writes a file of the user's",
        "StillStore/Repair/HealLost.swift": "reads files that may hold lost bytes",
        "StillStore/Retrieve/EmbeddedGraph.swift": "reads what was fetched into staging",
        "StillStore/Verify/Verify.swift": "looks at a directory of the user's",
    ]

    private func files() throws -> [(name: String, text: String)] {
        let root = SourceTests.sources.path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("ContentStore/") }
            .map { ($0, try String(contentsOfFile: root + "/" + $0, encoding: .utf8)) }
    }

    /// The lines of code, without comments.
    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    }

    @Test("nothing outside of ContentStore computes a path of the layout")
    func layout() throws {
        let files = try files()
        #expect(files.count > 100, "the sources are where they are looked for")
        let forbidden = [#/(?:^|[^A-Za-z])layout(?:[^A-Za-z]|$)/#, #/StoreLayout/#]
        for (name, text) in files {
            for line in lines(text) where forbidden.contains(where: { line.contains($0) }) {
                Issue.record("\(name): \(line)")
            }
        }
    }

    @Test("file calls by path are made on what is not the store's, or is in staging")
    func calls() throws {
        let call =
            #/(?:^|[^A-Za-z])[dD]isk(?:\(\))?\.(?:open|reader|stat|list|read|readlink|contents|write|rename|renameExclusively|unlink|rmdir|mkdir|link|symlink|chmod|truncate|sync|digest|standardInput|readNext|realPath)\(/#
        var seen: Set<String> = []
        for (name, text) in try files() {
            for line in lines(text) where line.contains(call) {
                seen.insert(name)
                if SourceTests.callers[name] == nil { Issue.record("\(name): \(line)") }
            }
        }
        let needless = Set(SourceTests.callers.keys).subtracting(seen)
        #expect(needless.isEmpty, "these make no such call any more: strike them from the list")
    }
}
