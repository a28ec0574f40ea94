import Foundation
import Testing

/// The pictures of other projects, found through `STILLSTORE_CORPORA` and never copied here.
enum Corpora {
    static let directory: URL? = ProcessInfo.processInfo.environment["STILLSTORE_CORPORA"]
        .flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true) }

    static let isHere = directory != nil

    /// The files of a folder, or of all below it, as paths under the corpora; sorted.
    /// Empty where there are no corpora: their tests are disabled, but name their arguments first.
    static func files(_ folder: String, _ extensions: String..., deep: Bool = false) -> [String] {
        guard let root = directory?.appending(path: folder).path else { return [] }
        let names =
            deep
            ? FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }
            : try? FileManager.default.contentsOfDirectory(atPath: root)
        return (names ?? [])
            .filter { extensions.contains(($0 as NSString).pathExtension.lowercased()) }
            .sorted().map { "\(folder)/\($0)" }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        let root = try #require(directory)
        return [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    static func picture(_ path: String) throws -> Picture {
        try Picture(bytes(path))
    }
}

extension Trait where Self == ConditionTrait {
    static var needsCorpora: Self {
        .enabled(if: Corpora.isHere, "STILLSTORE_CORPORA is unset")
    }
}

/// The pictures that lie in the repository itself.
enum Samples {
    private static let directory = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()  // Support
        .deletingLastPathComponent()  // ImagingTests
        .deletingLastPathComponent()  // Tests
        .deletingLastPathComponent().appending(path: "samples")

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appending(path: path)))
    }
}
