import Catalog
import ContentStore
import StillStoreCore
import Values

/// Content rows that no asset has, whatever their state.
final class SweepContent: GCPart {
    private var after: Digest?
    private var found: [BlobRecord] = []

    func step(_ run: GCRun) throws -> Bool {
        if found.isEmpty {
            let page = try run.catalog.read { try $0.unownedContent(after: after, count: 4096) }
            guard let last = page.last else { return false }
            after = last
            found = try run.pastGrace(page.unowned)
        }
        let some = found.prefix(GCRun.stepItems)
        found.removeFirst(some.count)
        if some.isEmpty { return true }
        let items =
            if run.session == nil {
                try run.catalog.read { reader in
                    try some.flatMap { blob in
                        run.items(
                            blob.digest, blob.size,
                            try reader.renditions(of: blob.digest), .unowned)
                    }
                }
            } else {
                try run.directory.withObjectLock(.exclusive) {
                    try run.catalog.write { writer in
                        try some.compactMap { try writer.purgeContent($0.digest) }
                    }.flatMap { try run.discard($0, .unowned) }
                }
            }
        for item in items { run.send(item) }
        return true
    }
}
