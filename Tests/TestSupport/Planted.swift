import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What somebody with write access may put where a store expects a file or a directory.
package enum Planted: String, CaseIterable, Sendable {
    /// To a directory elsewhere.
    case link
    /// Whoever opens it waits for a writer.
    case pipe
    case socket
    /// Its bytes never end. Making one takes root.
    case device

    package struct NotPlanted: Error {}

    package static var available: [Planted] {
        geteuid() == 0 ? allCases : allCases.filter { $0 != .device }
    }

    /// Puts it at `path` in the place of whatever is there.
    package func put(at path: String, leadingTo target: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let result: Int32
        switch self {
        case .link: result = symlink(target, path)
        case .pipe: result = mkfifo(path, 0o644)
        case .socket: result = mknod(path, S_IFSOCK | 0o644, 0)
        // /dev/zero: of the memory devices, major number 1, the fifth.
        case .device: result = mknod(path, S_IFCHR | 0o644, 1 << 8 | 5)
        }
        guard result == 0 else { throw NotPlanted() }
    }
}
