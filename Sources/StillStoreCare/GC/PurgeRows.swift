import Catalog
import Domain
import StillStoreCore

/// Rows of the domain that were deleted long enough ago, with what belongs to them.
final class PurgeRows: GCPart {
    private var isPlanned = false

    func step(_ run: GCRun) throws -> Bool {
        guard let session = run.session else { return try plan(run) }
        let removed = try run.catalog.write { writer in
            var facts = try JournalFacts(of: writer)
            let removed = try run.library.domain.change(alongside: writer, &facts) { transaction in
                let before = try transaction.countPurgeable(deletedBefore: run.cutoff)
                if before == 0 { return Int?.none }
                let changed = try transaction.purge(
                    deletedBefore: run.cutoff, limit: PurgeRows.stepRows)
                if changed == 0 { return nil }
                return before - (try transaction.countPurgeable(deletedBefore: run.cutoff))
            }
            try writer.write(facts, to: session.journal)
            return removed
        }
        guard let removed else { return false }
        send(removed, run)
        return true
    }

    /// Removed or changed in one transaction: few enough that commits do not wait long.
    private static let stepRows = 512

    private func plan(_ run: GCRun) throws -> Bool {
        if isPlanned || run.catalog.lacksExtension { return false }
        isPlanned = true
        send(
            try run.library.domain.read(as: .program) {
                try $0.countPurgeable(deletedBefore: run.cutoff)
            }, run)
        return false
    }

    private func send(_ count: Int, _ run: GCRun) {
        if count == 0 { return }
        var item = GCItem(.row, .deleted, "catalog.sqlite")
        item.count = count
        run.send(item)
    }
}
