import Catalog
import ContentStore
import Foundation
import Values

/// Objects that the catalogue has no row of, unless they are young: what a crash left between the
/// naming of an object and its row. Files of other names are not ours to judge.
final class CollectObjects: CollectPart {
    private var walk: FanOutWalk

    /// Directories of one step; each has a handful of files.
    private static let directories = 64

    init(_ run: CollectRun) {
        walk = FanOutWalk(run.directory.layout.objects, run.directory.disk)
    }

    func step(_ run: CollectRun) throws -> Bool {
        var digests: [Digest] = []
        var isOver = false
        for _ in 0..<CollectObjects.directories {
            guard let (path, names) = try walk.next() else {
                isOver = true
                break
            }
            for index in 0..<names.count {
                guard let digest = Digest(hex: String(decoding: names.name(index), as: UTF8.self)),
                    run.directory.layout.object(digest) == path.appending(names.name(index))
                else { continue }
                digests.append(digest)
            }
        }
        var orphans = try run.catalog.read { try self.orphans(digests, run, $0) }[...]
        while !orphans.isEmpty {
            let some = orphans.prefix(CollectRun.stepItems)
            orphans = orphans.dropFirst(some.count)
            try collect(some, run)
        }
        return !isOver
    }

    private func orphans(
        _ digests: [Digest], _ run: CollectRun, _ reader: CatalogReader
    ) throws -> [(Digest, bytes: Int64)] {
        try digests.compactMap { digest in
            let path = run.directory.layout.object(digest)
            guard try !reader.hasContent(digest),
                let facts = try run.directory.disk.stat(path, following: false),
                try run.isPastGrace(facts, at: path)
            else { return nil }
            return (digest, Int64(facts.size))
        }
    }

    private func collect(_ orphans: ArraySlice<(Digest, bytes: Int64)>, _ run: CollectRun) throws {
        func item(_ digest: Digest, _ bytes: Int64) -> CollectedItem {
            var item = CollectedItem(
                .object, .unrecorded, run.name(run.directory.layout.object(digest)), bytes: bytes)
            item.digest = digest
            return item
        }
        guard run.session != nil else {
            for (digest, bytes) in orphans { run.tell(item(digest, bytes)) }
            return
        }
        let items = try run.directory.collecting {
            // Of the dead since this run began: a fact must not outlive the object it tells of.
            try run.library.settleJournals()
            // Whatever was recorded before this moment is seen, and nothing is being recorded.
            let still = try run.catalog.read { reader in
                try self.orphans(orphans.map(\.0), run, reader)
            }
            return try still.compactMap { digest, bytes in
                try run.discard(run.directory.layout.object(digest)) == nil
                    ? nil : item(digest, bytes)
            }
        }
        for item in items { run.tell(item) }
    }
}
