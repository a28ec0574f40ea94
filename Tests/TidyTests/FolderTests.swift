import Testing

/// Folders are the architecture: what is used is known by the name of its folder, one way.
@Suite("Folders") struct FolderTests {
    private static let targets = [
        "Values", "Cryptography", "Imaging", "ContentStore", "Catalog", "Retrieval",
        "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Wire", "StillStoreCLI",
        "StillStoreServer",
    ]

    /// Edges that close a cycle and are known to, with the reason.
    private static let known: [String: Set<Folders.Edge>] = [
        // An open store (`StoreDirectory`) has its parts, and the parts work on the open store.
        "ContentStore": [
            .init(from: "Layout", to: "Objects"), .init(from: "Layout", to: "Tree"),
            .init(from: "Layout", to: "Files"), .init(from: "Layout", to: "Walk"),
        ],
        // So has an open library: it claims its catalogue and holds the write sessions.
        "StillStoreCore": [
            .init(from: "Library", to: "Journal"), .init(from: "Library", to: "Session"),
        ],
        // Options say how output is printed (`--json`), and report waiting on the console.
        "StillStoreCLI": [.init(from: "Options", to: "Output")],
    ]

    @Test("no two folders of a target use each other, by whatever way", arguments: targets)
    func cycles(target: String) throws {
        let folders = try Folders(of: target)
        let known = FolderTests.known[target] ?? []
        for edge in folders.cycles(without: known) {
            Issue.record("\(target): \(edge) by \(folders.edges[edge]?.sorted() ?? [])")
        }
        let inCycles = folders.cycles(without: [])
        for edge in known where !inCycles.contains(edge) {
            Issue.record("\(target): \(edge) closes no cycle any more: strike it")
        }
    }

    @Test("a verification knows nothing of how defects are repaired")
    func verification() throws {
        let folders = try Folders(of: "StillStoreCare")
        #expect(folders.edges[.init(from: "Repair", to: "Verify")] != nil)
        #expect(folders.edges[.init(from: "Verify", to: "Repair")] == nil)
    }

    @Test("types are found in code, and not in comments, strings or members")
    func code() {
        let code = Code(
            """
            /// Like `Other`.
            package struct One: Base { let a = "Text"; var b: Two { .Three } } // Four
            private enum Hidden {}
            """)
        #expect(code.declaredTypes == ["One"])
        #expect(code.typeNames == ["One", "Base", "Two", "Hidden"])
    }
}
