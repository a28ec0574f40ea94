import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// A killed process loses nothing that the kernel has: only the order of the calls shows that power
/// loss would lose nothing either.
@Suite("Durability of a backup") struct BackupOrderTests {
    private struct Volatile {
        let root: String
        var files: Set<FilePath> = []
        var directories: Set<FilePath> = []
        var placed: [String] = []
        var violations: [String] = []

        mutating func note(_ call: DiskCall, _ path: FilePath) {
            guard path.text.hasPrefix(root) else { return }
            switch call {
            case .write: files.insert(path)
            case .fsync:
                files.remove(path)
                directories.remove(path)
            case .syncfs:
                files = []
                directories = []
            case .unlink: files.remove(path)
            case .link, .symlink, .mkdir: directories.insert(path.parent)
            case .rename:
                if ["catalog.sqlite", "stillstore.json"].contains(
                    String(path.text.dropFirst(root.count + 1)))
                {
                    placed.append(String(path.text.dropFirst(root.count + 1)))
                    let open = (files.union(directories)).map(\.text).filter {
                        !$0.contains("/staging")
                    }
                    if !open.isEmpty || !files.isEmpty {
                        violations.append("\(path.text) before \(open) \(files.map(\.text))")
                    }
                }
                directories.insert(path.parent)
            default: break
            }
        }
    }

    @Test(
        "everything that the catalogue refers to is durable before it is published",
        arguments: [3, 20])
    func order(_ pictures: Int) async throws {
        let directory = TemporaryDirectory()
        for index in 0..<pictures {
            try directory.write(testPicture(index), to: "in/\(index % 3)/\(index).png")
        }
        let store = TestStore(at: directory.path("store"))
        try await store.ingest([directory.path("in")])
        let target = directory.path("backup")
        let state = Mutex(Volatile(root: target))
        try await store.backUp(
            to: target, disk: Disk { call, path in state.withLock { $0.note(call, path) } })
        #expect(state.withLock { $0.placed } == ["catalog.sqlite", "stillstore.json"])
        #expect(state.withLock { $0.violations } == [])
        #expect(state.withLock { $0.directories.filter { !$0.text.contains("/staging") } } == [])
    }
}
