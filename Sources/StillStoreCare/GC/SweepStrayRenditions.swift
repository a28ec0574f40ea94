import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Files among the renditions that no row names, unless they are young. One whose original is lost
/// or damaged stays: it may be all that is left of the picture.
final class SweepStrayRenditions: GCPart {
    private struct Stray {
        let key: ObjectKey
        let digest: Digest
        let recipe, format: String

        init?(_ key: ObjectKey) {
            guard case .rendition(let digest, let recipe, let ending) = key else { return nil }
            self.key = key
            self.digest = digest
            self.recipe = recipe
            format = ending == "jpg" ? "jpeg" : ending
        }
    }

    private var recipes: [String]?
    /// The part that is next, of 256, of the last recipe.
    private var part: UInt8 = 0

    func step(_ run: GCRun) throws -> Bool {
        if recipes == nil { recipes = try run.directory.objects.recipes().recipes }
        let files = try nextFiles(run)
        if files.isEmpty { return false }
        var strays = try run.catalog.read { reader in
            try files.filter { try isStray($0, run, reader) }
        }[...]
        while !strays.isEmpty {
            let some = strays.prefix(GCRun.stepItems)
            strays = strays.dropFirst(some.count)
            for item in try sweep(some, run) { run.send(item) }
        }
        return true
    }

    /// The files of the next part that has any; none at the end.
    private func nextFiles(_ run: GCRun) throws -> [Stray] {
        var files: [Stray] = []
        while files.isEmpty, let recipe = recipes?.last {
            files = try run.directory.objects.keys(.renditions(recipe: recipe), part: part)
                .compactMap { Stray($0) }
            if part == .max { recipes?.removeLast() }
            part &+= 1
        }
        return files
    }

    private func isStray(
        _ file: Stray, _ run: GCRun, _ reader: CatalogReader
    ) throws -> Bool {
        let digest = file.digest
        let record = try reader.rendition(of: digest, recipe: file.recipe)
        if record?.format == file.format { return false }
        if let blob = try reader.blob(digest), blob.state != .present { return false }
        guard let facts = try run.directory.objects.facts(of: file.key) else {
            return false
        }
        return try run.isPastGrace(facts, of: file.key)
    }

    private func sweep(
        _ strays: ArraySlice<Stray>, _ run: GCRun
    ) throws -> [GCItem] {
        func item(_ file: Stray, _ facts: FileFacts) -> GCItem {
            var item = GCItem(
                .rendition, .unrecorded, run.name(file.key), bytes: Int64(facts.size))
            item.digest = file.digest
            return item
        }
        guard run.session != nil else {
            return try strays.compactMap { file in
                try run.directory.objects.facts(of: file.key).map { item(file, $0) }
            }
        }
        return try run.directory.withObjectLock(.exclusive) {
            let still = try run.catalog.read { reader in
                try strays.filter { try isStray($0, run, reader) }
            }
            return try still.compactMap { file in
                try run.discard(file.key).map { item(file, $0) }
            }
        }
    }
}
