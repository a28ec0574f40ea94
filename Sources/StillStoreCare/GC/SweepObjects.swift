import Catalog
import ContentStore
import Foundation
import StillStoreCore
import Values

/// Objects without a row, unless they are young: a crash between publishing an object and
/// committing its row leaves them. Files with other names are not collected.
final class SweepObjects: GCPart {
    /// Of the 256 parts of the digests, those that are left.
    private var parts = Array(UInt8.min...UInt8.max)[...]

    func step(_ run: GCRun) throws -> Bool {
        var digests: [Digest] = []
        // Parts without objects are skipped: in a small store that is most of them.
        while digests.isEmpty, let part = parts.popFirst() {
            digests = try run.directory.objects.keys(.originals, part: part).map(\.digest)
        }
        if digests.isEmpty { return false }
        var orphans = try run.catalog.read { try self.orphans(digests, run, $0) }[...]
        while !orphans.isEmpty {
            let some = orphans.prefix(GCRun.stepItems)
            orphans = orphans.dropFirst(some.count)
            try sweep(some, run)
        }
        return !parts.isEmpty
    }

    private func orphans(
        _ digests: [Digest], _ run: GCRun, _ reader: CatalogReader
    ) throws -> [(Digest, bytes: Int64)] {
        try digests.compactMap { digest in
            let key = ObjectKey.original(digest)
            guard try !reader.hasContent(digest),
                let facts = try run.directory.objects.facts(of: key),
                try run.isPastGrace(facts, of: key)
            else { return nil }
            return (digest, Int64(facts.size))
        }
    }

    private func sweep(_ orphans: ArraySlice<(Digest, bytes: Int64)>, _ run: GCRun) throws {
        func item(_ digest: Digest, _ bytes: Int64) -> GCItem {
            var item = GCItem(
                .object, .unrecorded, run.name(.original(digest)), bytes: bytes)
            item.digest = digest
            return item
        }
        guard run.session != nil else {
            for (digest, bytes) in orphans { run.send(item(digest, bytes)) }
            return
        }
        let items = try run.directory.withObjectLock(.exclusive) {
            // Facts of programs that died since this run began: a fact must not outlive its object.
            try run.library.truncateUncommittedFacts()
            // All rows committed so far are visible, and none is being committed.
            let still = try run.catalog.read { reader in
                try self.orphans(orphans.map(\.0), run, reader)
            }
            return try still.compactMap { digest, bytes in
                try run.discard(.original(digest)) == nil
                    ? nil : item(digest, bytes)
            }
        }
        for item in items { run.send(item) }
    }
}
