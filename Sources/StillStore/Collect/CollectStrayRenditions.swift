import Catalog
import ContentStore
import Foundation
import Values

/// Files among the renditions that no row tells of, unless they are young. One whose original is
/// lost or damaged stays: it may be all that is left of the picture.
final class CollectStrayRenditions: CollectPart {
    private struct Stray {
        let path: FilePath
        let digest: Digest
        let recipe, format: String
    }

    private var recipes: [String]?
    private var walk: FanOutWalk?

    private static let directories = 64

    func step(_ run: CollectRun) throws -> Bool {
        if recipes == nil { recipes = try recipeDirectories(run) }
        guard let recipe = recipes?.last else { return false }
        let root = run.directory.layout.renditions.appending(recipe)
        if walk == nil { walk = FanOutWalk(root, run.directory.disk) }
        var files: [Stray] = []
        for _ in 0..<CollectStrayRenditions.directories {
            guard let (path, names) = try walk?.next() else {
                walk = nil
                recipes?.removeLast()
                break
            }
            for index in 0..<names.count {
                if let file = parse(names.name(index), path, recipe, run) { files.append(file) }
            }
        }
        var strays = try run.catalog.read { reader in
            try files.filter { try isStray($0, run, reader) }
        }[...]
        while !strays.isEmpty {
            let some = strays.prefix(CollectRun.stepItems)
            strays = strays.dropFirst(some.count)
            for item in try collect(some, run) { run.tell(item) }
        }
        return true
    }

    private func recipeDirectories(_ run: CollectRun) throws -> [String] {
        let listing = try run.directory.disk.list(run.directory.layout.renditions)
        return (0..<listing.count).filter { listing.kind($0) == .directory }
            .compactMap { String(validating: listing.name($0), as: UTF8.self) }
    }

    /// Nil for what has no rendition's name.
    private func parse(
        _ name: ArraySlice<UInt8>, _ directory: FilePath, _ recipe: String, _ run: CollectRun
    ) -> Stray? {
        let parts = String(decoding: name, as: UTF8.self).split(separator: ".")
        let formats = ["jpg": "jpeg", "png": "png", "webp": "webp"]
        guard parts.count == 2, let digest = Digest(hex: parts[0]),
            let format = formats[String(parts[1])]
        else { return nil }
        let path = directory.appending(name)
        let expected = run.directory.layout.rendition(
            recipe: recipe, digest, fileExtension: String(parts[1]))
        return path == expected
            ? Stray(path: path, digest: digest, recipe: recipe, format: format) : nil
    }

    private func isStray(
        _ file: Stray, _ run: CollectRun, _ reader: CatalogReader
    ) throws -> Bool {
        let digest = file.digest
        let record = try reader.rendition(of: digest, recipe: file.recipe)
        if record?.format == file.format { return false }
        if let blob = try reader.blob(digest), blob.state != .present { return false }
        guard let facts = try run.directory.disk.stat(file.path, following: false) else {
            return false
        }
        return try run.isPastGrace(facts, at: file.path)
    }

    private func collect(
        _ strays: ArraySlice<Stray>, _ run: CollectRun
    ) throws -> [CollectedItem] {
        func item(_ file: Stray, _ facts: FileFacts) -> CollectedItem {
            var item = CollectedItem(
                .rendition, .unrecorded, run.name(file.path), bytes: Int64(facts.size))
            item.digest = file.digest
            return item
        }
        guard run.session != nil else {
            return try strays.compactMap { file in
                try run.directory.disk.stat(file.path, following: false).map { item(file, $0) }
            }
        }
        return try run.directory.collecting {
            let still = try run.catalog.read { reader in
                try strays.filter { try isStray($0, run, reader) }
            }
            return try still.compactMap { file in
                try run.discard(file.path).map { item(file, $0) }
            }
        }
    }
}
