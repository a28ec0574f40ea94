import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import Values

/// Moves the renditions of recipes that the configuration no longer has to the trash.
///
/// A tree of an unknown recipe is kept, because it is not known who made it. Older forms of recipes
/// that still exist are not pruned either.
struct PruneRecipes {
    let library: Library
    /// Nil for a dry run.
    let run: String?

    /// Rows of one transaction, so that others can write in between.
    private static let rows = 1000

    func prune(_ report: (PrunedRecipe) -> Void) throws {
        let names = Set(library.configuration.recipes.map(\.name))
        let known = try library.catalog.read { try $0.recordedRecipes() }
        let trash = try run.map { run in
            Trash(in: library.directory, name: try library.trashName(run: run))
        }
        for recipe in known where !names.contains(recipe.name) && !recipe.id.utf8.contains(0x2F) {
            let id = recipe.id
            let count = try library.catalog.read { try $0.countRenditions(recipeID: id) }
            if let trash { try prune(id, to: trash) }
            report(PrunedRecipe(id: id, renditions: count))
        }
    }

    /// Rows first, the tree next, and the recipe's own row last: while that exists, another run
    /// completes a prune that was cut short.
    private func prune(_ id: String, to trash: Trash) throws {
        let (catalog, directory) = (library.catalog, library.directory)
        var place: Int64 = 0
        var count = PruneRecipes.rows
        while count == PruneRecipes.rows {
            let from = place
            (count, place) = try catalog.write {
                try $0.forgetRenditions(recipeID: id, after: from, limit: PruneRecipes.rows)
            }
        }
        try directory.withObjectLock(.exclusive) {
            _ = try catalog.write { try $0.forgetRenditions(recipeID: id, limit: .max) }
            var changed = ChangedDirectories()
            try directory.objects.discardRenditions(of: id, to: trash, &changed)
            if !changed.isEmpty { try trash.sync(changed) }
            try catalog.write { try $0.forgetRecipe(id: id) }
        }
    }
}
