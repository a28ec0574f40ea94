import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import Values

/// Renditions of an earlier form of a recipe whose current rendition is there, as a row and as a
/// file. Until then the old ones are used. Those of recipes that no longer exist are not collected
/// here.
final class SweepOutdatedRenditions: GCPart {
    private struct Change {
        let older, newer: String
    }

    private var changes: [Change]?
    private var after: Digest?

    func step(_ run: GCRun) throws -> Bool {
        if changes == nil { changes = try findChanges(run) }
        guard let change = changes?.last else { return false }
        let page = try run.catalog.read {
            try $0.contentWithRenditions(
                of: change.older, and: change.newer, after: after, limit: GCRun.stepItems)
        }
        guard let last = page.last else {
            changes?.removeLast()
            after = nil
            return true
        }
        after = last
        for item in try sweep(page, change, run) { run.send(item) }
        return true
    }

    private func findChanges(_ run: GCRun) throws -> [Change] {
        let recipes = run.library.configuration.recipes.map(\.recipe)
        let current = Dictionary(recipes.map { ($0.name, $0.id) }) { first, _ in first }
        let used = Set(recipes.map(\.id))
        return try run.catalog.read { reader in
            try reader.recordedRecipes().filter { current[$0.name] != nil }.compactMap { old in
                // Looking for the renditions of one recipe reads those of all.
                guard !used.contains(old.id), try reader.countRenditions(recipeID: old.id) > 0
                else { return nil }
                return current[old.name].map { Change(older: old.id, newer: $0) }
            }
        }
    }

    private func sweep(
        _ page: [Digest], _ change: Change, _ run: GCRun
    ) throws -> [GCItem] {
        guard run.session != nil else {
            return try run.catalog.read { reader in
                try page.compactMap { digest in
                    // Renditions that go with their content were reported with it.
                    guard try reader.isOwned(digest, beyond: run.grace) else { return nil }
                    return try outdated(digest, change, run, reader).map { item($0, run) }
                }
            }
        }
        return try run.directory.withObjectLock(.exclusive) {
            let gone = try run.catalog.write { writer in
                try page.compactMap { digest -> RenditionRecord? in
                    guard let record = try outdated(digest, change, run, writer.reader) else {
                        return nil
                    }
                    try writer.dropRendition(of: digest, recipe: change.older)
                    return record
                }
            }
            for record in gone {
                try run.discardLast(record.key)
            }
            return gone.map { item($0, run) }
        }
    }

    /// The old rendition, if the new one is there with the right size.
    private func outdated(
        _ digest: Digest, _ change: Change, _ run: GCRun, _ reader: CatalogReader
    ) throws -> RenditionRecord? {
        guard let older = try reader.rendition(of: digest, recipe: change.older),
            let newer = try reader.rendition(of: digest, recipe: change.newer)
        else { return nil }
        let file = try run.directory.objects.facts(of: newer.key)
        return file.map { Int64($0.size) } == newer.size ? older : nil
    }

    private func item(_ record: RenditionRecord, _ run: GCRun) -> GCItem {
        var item = GCItem(
            .rendition, .outdated, run.name(record.key), bytes: record.size)
        item.digest = record.digest
        return item
    }
}
