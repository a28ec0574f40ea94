import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// Empty directories of the tree, and of recipes that no longer exist.
final class SweepDirectories: GCPart {
    private var walk: EmptyDirectories?

    /// Directories of one step.
    private static let directories = 256

    func step(_ run: GCRun) throws -> Bool {
        let current = Set(run.library.configuration.recipes.map(\.recipe.id))
        let walk = try self.walk ?? EmptyDirectories(run.directory.files, keeping: current)
        self.walk = walk
        let empty = walk.next(SweepDirectories.directories)
        if !empty.isEmpty { try remove(empty, walk, run) }
        return !walk.isDone
    }

    /// Removed while the catalogue's writer is held: a directory stays in which a link is about to
    /// be made.
    private func remove(
        _ paths: [FilePath], _ walk: EmptyDirectories, _ run: GCRun
    ) throws {
        let gone =
            if run.session == nil {
                paths
            } else {
                try run.directory.withObjectLock(.exclusive) {
                    try run.catalog.write { _ in
                        paths.filter { run.remove($0, foundBy: walk) }
                    }
                }
            }
        for path in gone { run.send(GCItem(.directory, .empty, run.name(path))) }
    }
}
