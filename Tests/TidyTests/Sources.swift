import Foundation

/// The sources of this project, as text.
enum Sources {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    struct File: Sendable {
        /// Below the project's directory.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// The folder below `Sources`.
        var target: String { component(1) }

        /// The folder of the target in which it lies; "" for a file beside the folders.
        var folder: String { path.split(separator: "/").count > 3 ? component(2) : "" }

        private func component(_ index: Int) -> String { String(path.split(separator: "/")[index]) }

        /// The modules that it imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1,
                    words.count > index + 1,
                    index == 0 || ["package", "public", "internal", "@testable"].contains(words[0])
                else { return nil }
                return String(words[index + 1])
            }
        }
    }

    /// Every Swift file below a directory of the project.
    static func files(below directory: String) throws -> [File] {
        let base = root.appending(path: directory)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
        return try (names ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { name in
            File(
                path: directory + "/" + name,
                text: try String(contentsOf: base.appending(path: name), encoding: .utf8))
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The names of the files in a directory of the project.
    static func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: directory).path
        ).sorted()
    }
}
