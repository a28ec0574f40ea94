import Foundation
package import Values

/// A directory of a test's own, removed with everything in it when the test is done.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        // Real path: a store compares names, and /tmp is a link on some systems.
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = base + "/stillstore-test-" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("no temporary directory: \(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func path(_ name: String) -> String { path + "/" + name }

    package func file(_ name: String) -> FilePath { FilePath(path(name)) }

    /// Writes a file, with the directories above it.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let place = path(name)
        let parent = URL(fileURLWithPath: place).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: place))
        return place
    }

    package func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(name), withIntermediateDirectories: true)
    }
}

package func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// The regular files below a directory, as paths below it, sorted.
package func files(below root: String) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: root) else { return [] }
    return names.compactMap { $0 as? String }.filter { name in
        let type =
            try? FileManager.default.attributesOfItem(atPath: root + "/" + name)[.type]
            as? FileAttributeType
        return type == .typeRegular
    }.sorted()
}
