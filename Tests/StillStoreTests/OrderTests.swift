import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// The order of the disk calls is the promise: a process that is killed loses nothing that the
/// kernel has, so only this shows that power loss would lose nothing either.
@Suite("Durability") struct OrderTests {
    /// What would not survive power loss at this moment.
    private struct Volatile {
        var files: Set<FilePath> = []
        /// Names of files, links and directories whose own directory is not synced.
        var names: Set<FilePath> = []
        var violations: [String] = []

        mutating func note(_ call: DiskCall, _ path: FilePath) {
            switch call {
            case .write: files.insert(path)
            case .fsync:
                files.remove(path)
                names = names.filter { $0.parent != path }
            case .syncfs:
                files = []
                names = []
            case .unlink: files.remove(path)
            case .link, .rename:
                // An object may be named only when its bytes are durable. Which staged file it is
                // shows in its digest; others may well be in the making for the next batch.
                for staged in files {
                    let contents = (try? bytes(of: staged.text)) ?? []
                    let digest = contents.withUnsafeBytes { Digest.of($0) }
                    if path.name.elementsEqual(digest.hex.utf8) {
                        violations.append("\(path.text) was named before it was durable")
                    }
                }
                names.insert(path)
            case .symlink, .mkdir: names.insert(path)
            default: break
            }
            // Staging is scratch: what it holds matters only once it has another name.
            names = names.filter { !$0.text.contains("/staging") }
        }

        /// What of an item would not be found after power loss: its object, its thumbnail, its
        /// link, or a directory above one of them. Directories of items to come are made ahead.
        func missing(_ item: IngestItem, in layout: StoreLayout) -> [String] {
            guard let digest = item.digest, let path = item.path else { return [] }
            let hex = digest.hex
            let fanOut = "/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
            return names.map(\.text).filter { name in
                if name.hasPrefix(layout.renditions.text + "/") {
                    let inside = name.dropFirst(layout.renditions.text.count + 1)
                    let rest = inside.drop { $0 != "/" }
                    return (fanOut + "/").hasPrefix(rest + "/") || rest.hasPrefix(fanOut + ".")
                }
                let link = layout.buckets.text + "/default/" + path
                return [layout.objects.text + fanOut, link].contains {
                    ($0 + "/").hasPrefix(name + "/")
                }
            }
        }
    }

    @Test(
        "bytes are durable before they are named, and names before they are reported",
        arguments: [2, 512])
    func order(_ batchItems: Int) async throws {
        let directory = TemporaryDirectory()
        for index in 0..<12 {
            try directory.write(testPicture(index), to: "in/\(index % 3)/\(index).png")
        }
        let store = TestStore(at: directory.path("store"))
        let layout = StoreLayout(root: directory.file("store"))
        let state = Mutex(Volatile())
        try await store.ingest(
            [directory.path("in")],
            options: { options in
                // One worker, so that no later file is being written while a batch is checked.
                options.jobs = 1
                options.batchItems = batchItems
                options.disk = Disk { call, path in state.withLock { $0.note(call, path) } }
            },
            report: { item in
                state.withLock { state in
                    let missing = state.missing(item, in: layout)
                    if !missing.isEmpty {
                        state.violations.append("\(item.file) was reported before \(missing)")
                    }
                }
            })
        #expect(state.withLock { $0.violations } == [])
    }

    @Test("a file that changes while it is read is read again; one that never rests is reported")
    func changing() async throws {
        let directory = TemporaryDirectory()
        for name in ["once.png", "always.png"] {
            try directory.write(testPicture(name.count), to: "in/" + name)
        }
        let store = TestStore(at: directory.path("store"))
        let seen = Mutex<Set<FilePath>>([])
        let (summary, items) = try await store.ingest(
            [directory.path("in")],
            options: { options in
                options.disk = Disk { call, path in
                    guard call == .read, path.text.contains("/in/") else { return }
                    let isFirst = seen.withLock { $0.insert(path).inserted }
                    guard isFirst || path.text.hasSuffix("always.png") else { return }
                    let file = FileHandle(forWritingAtPath: path.text)
                    _ = try? file?.seekToEnd()
                    try? file?.write(contentsOf: Data([0]))
                    try? file?.close()
                }
            })
        #expect(summary.counts.stored == 1)
        #expect(summary.counts.failed == 1)
        guard case .failed(let failure) = items[0].outcome else {
            Issue.record("\(items[0])")
            return
        }
        #expect(failure.kind == .changed)
        #expect(items[1].path == "once.png")
        #expect(try store.damagedObjects().isEmpty)
    }
}
