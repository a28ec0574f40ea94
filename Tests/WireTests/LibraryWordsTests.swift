import Foundation
import Testing

/// The library says what happened; what to type next is for the programs to say, each in words of its
/// own.
struct LibraryWordsTests {
    /// Files that may name them all the same, with the reason.
    private static let allowed = [
        // The words of the field `remedy` are part of the JSON, like those of `kind`.
        "Sources/Wire/Care/VerifyJSON.swift"
    ]

    private static let programs = ["Sources/StillStoreCLI/", "Sources/StillStoreServer/"]

    @Test("no source outside of the programs names a command or an option")
    func commands() throws {
        let sources = JSONDocument.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var found: [String] = []
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let name =
                "Sources"
                + file.path(percentEncoded: false).dropFirst(
                    sources.path(percentEncoded: false).count)
            if LibraryWordsTests.programs.contains(where: name.hasPrefix) { continue }
            if LibraryWordsTests.allowed.contains(name) { continue }
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let code = line.trimmingCharacters(in: .whitespaces)
                if code.hasPrefix("//") { continue }
                if code.contains(/stillstore [a-z]/) || code.contains(/(?:^|[^-\w])--[a-z]/) {
                    found.append("\(name): \(code)")
                }
            }
        }
        #expect(found == [])
    }
}
