import Catalog
import Domain
import StillStoreCore

/// Rows of the domain that were deleted long enough ago, with what belongs to them.
final class PurgeRows: GCPart {
    private var isPlanned = false

    func step(_ run: GCRun) throws -> Bool {
        guard let session = run.session else { return try plan(run) }
        let step = try run.catalog.write { writer in
            var facts = try JournalFacts(of: writer)
            let step = try run.library.domain.change(alongside: writer, &facts) {
                try $0.purge(deletedBefore: run.cutoff, limit: PurgeRows.stepRows)
            }
            if step.changed > 0 { try writer.write(facts, to: session.journal) }
            return step
        }
        send(step.removed, run)
        return step.changed > 0
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
