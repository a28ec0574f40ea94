import Testing

/// The table of targets in `docs/architecture.md`, compared with what the sources import.
@Suite("Architecture") struct ArchitectureTests {
    /// Target, and the targets and libraries that its row says it imports.
    private func table() throws -> [String: Set<String>] {
        var rows: [String: Set<String>] = [:]
        for line in try Sources.text("docs/architecture.md").split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingPrefix { $0 == " " } }
            guard cells.count == 5, cells[1].hasPrefix("`") else { continue }
            let name = cells[1].dropFirst().prefix { $0 != "`" }
            let imports = cells[3].split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            rows[String(name)] = Set(imports.map(String.init))
        }
        return rows
    }

    /// Part of the system or of the language, imported by any.
    private static let common: Set<String> = [
        "Foundation", "FoundationXML", "Dispatch", "Synchronization", "Glibc", "Darwin", "os",
    ]

    @Test("a target imports what its row in docs/architecture.md says, and nothing else")
    func edges() throws {
        let table = try table()
        var imported: [String: Set<String>] = [:]
        for file in try Sources.files(below: "Sources") {
            imported[file.target, default: []].formUnion(file.imports)
        }
        #expect(imported.count > 8, "the sources are where they are looked for")
        for (target, modules) in imported {
            let row = try #require(table[target], "docs/architecture.md has no row of \(target)")
            let found = modules.subtracting(ArchitectureTests.common)
            let unexpected = found.subtracting(row)
            #expect(unexpected.isEmpty, "\(target) imports \(unexpected.sorted())")
            let unused = row.subtracting(found)
            #expect(unused.isEmpty, "\(target) does not import \(unused.sorted())")
        }
        let withoutSources = Set(table.keys).subtracting(try Sources.names(in: "Sources"))
        #expect(withoutSources.isEmpty, "there is no target \(withoutSources.sorted())")
    }

    @Test("no target knows itself by way of others")
    func cycles() throws {
        let table = try table()
        func reach(_ target: String, _ seen: inout Set<String>) {
            for next in table[target] ?? [] where table[next] != nil && seen.insert(next).inserted {
                reach(next, &seen)
            }
        }
        for target in table.keys {
            var seen: Set<String> = []
            reach(target, &seen)
            #expect(!seen.contains(target), "\(target)")
        }
    }
}
