import ContentStore

/// Removes the files of a batch that is stored: the second half of a move.
///
/// Only files that are still what was read are removed; of the others, and of those that cannot
/// be removed, the item says so.
func removeSources(
    _ batch: [PreparedItem], _ items: [IngestItem], _ disk: Disk
) -> [IngestItem] {
    zip(batch, items).map { prepared, item in
        if case .failed = item.outcome { return item }
        guard let facts = prepared.facts else { return item }
        do throws(DiskError) {
            guard let now = try disk.stat(prepared.file) else { return item }
            guard now.hasContents(of: facts) else {
                return item.notRemoved("it changed since; the store has it as it was")
            }
            try disk.unlink(prepared.file)
            return item
        } catch {
            return item.notRemoved(error.explanation)
        }
    }
}

extension IngestItem {
    fileprivate func notRemoved(_ reason: String) -> IngestItem {
        var item = self
        item.notRemoved = "it is stored, but was not removed: \(reason)"
        return item
    }
}
