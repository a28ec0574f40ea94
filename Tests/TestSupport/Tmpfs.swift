import Foundation

/// A small file system in memory. Mounting takes root.
package struct Tmpfs: Sendable {
    package static let isAvailable: Bool = {
        let directory = TemporaryDirectory()
        guard let disk = try? Tmpfs(at: directory.path("probe"), kilobytes: 64) else {
            return false
        }
        disk.unmount()
        return true
    }()

    private struct NotMounted: Error {}
    private let path: String

    package init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try mount("size=\(kilobytes)k")
    }

    package func resize(kilobytes: Int, writable: Bool = false) throws {
        try mount("remount,size=\(kilobytes)k" + (writable ? ",rw" : ""))
    }

    package func makeReadOnly() throws { try mount("remount,ro") }

    package func unmount() { _ = try? runProgram("/bin/umount", ["-l", path]) }

    private func mount(_ options: String) throws {
        let result = try runProgram("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", path])
        guard result.status == 0 else { throw NotMounted() }
    }
}
