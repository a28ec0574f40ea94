import Foundation
import GenerationMetadata
import Testing

/// The pictures of other projects, found through `STILLSTORE_CORPORA` and never copied here.
enum Corpora {
    static let directory: URL? = ProcessInfo.processInfo.environment["STILLSTORE_CORPORA"]
        .flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true) }

    static func bytes(_ path: String) throws -> [UInt8] {
        let root = try #require(directory)
        return [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    static func record(_ path: String) throws -> GenerationRecord {
        EmbeddedSlots.read(bytes: try bytes(path)).record()
    }
}

extension Trait where Self == ConditionTrait {
    static var needsCorpora: Self {
        .enabled(if: Corpora.directory != nil, "STILLSTORE_CORPORA is unset")
    }
}
