import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// Empty directories of the tree, and of recipes that are no more.
final class CollectDirectories: CollectPart {
    private var walk: EmptyDirectories?

    /// Of one step.
    private static let directories = 256

    func step(_ run: CollectRun) throws -> Bool {
        let current = Set(run.library.configuration.recipes.map(\.recipe.id))
        let walk = try self.walk ?? EmptyDirectories(run.directory.files, keeping: current)
        self.walk = walk
        let empty = walk.next(CollectDirectories.directories)
        if !empty.isEmpty { try remove(empty, walk, run) }
        return !walk.isDone
    }

    /// The tree changes only where the catalogue's rows cannot: a link that is about to be made
    /// keeps its directory.
    private func remove(
        _ paths: [FilePath], _ walk: EmptyDirectories, _ run: CollectRun
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
        for path in gone { run.send(CollectedItem(.directory, .empty, run.name(path))) }
    }
}
