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
        "StillStoreCare/Backup/BackupTarget.swift": "asks where a directory of the user's leads",
        "StillStoreRuns/Export/Export.swift": "writes below a directory of the user's",
        "StillStoreCore/Content/FileContents.swift": "reads what it has staged",
        "StillStoreRuns/Ingest/Prepare.swift": "reads source files, and links them into staging",
        "StillStoreRuns/Ingest/PrepareAgain.swift": "looks at a source file",
        "StillStoreRuns/Ingest/PrepareKnown.swift": "reads source files",
        "StillStoreRuns/Ingest/RemoveSources.swift": "removes source files that were moved",
        "StillStoreRuns/Ingest/ClassifyPage.swift": "looks at source files",
        "StillStoreCore/Configuration/TextFile.swift": "reads lists of the user's",
        "StillStoreRuns/Ingest/PrepareUpload.swift": "looks at a source file",
        "StillStoreCare/Rebuild/RebuildJournal.swift": "writes a file in staging",
        "StillStoreRuns/Renditions/RenderPicture.swift": "writes a file of the user's",
        "StillStoreCare/Repair/RestoreObjects.swift": "reads files that may hold lost bytes",
        "StillStoreRuns/Retrieve/EmbeddedGraph.swift": "reads what was fetched into staging",
        "StillStoreCare/VerifyAndRepair.swift": "looks at a directory of the user's",
        "StillStoreCLI/Commands/MetadataCommand.swift": "reads a file of the user's",
        "StillStoreCLI/Commands/SimilarCommand.swift": "looks at a file of the user's",
        "StillStoreRuns/Likeness/FindSimilar.swift": "reads a file of the user's",
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

    @Test("file calls by path are made only outside of stores, or in staging")
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
