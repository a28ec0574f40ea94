import Catalog
import ContentStore
import Foundation
import Imaging
import Values

extension RebuildCatalogue {
    /// Hashes and decodes every object for what its row says.
    func examineObjects(_ progress: inout RebuildProgress) async throws {
        try await examine(
            below: directory.layout.objects, &progress, { try examineObject($0) }
        ) { try $1.insert($0) }
    }

    /// Reads every rendition of a recipe that is known.
    func examineRenditions(_ progress: inout RebuildProgress) async throws {
        let known = Dictionary(
            configuration.recipes.map { ($0.recipe.id, $0.recipe) }, uniquingKeysWith: { $1 })
        let noted = try await pool.run {
            Set(try catalog.write { try $0.catalog.reader.recordedRecipes() }.map(\.id))
        }
        let unreadable = UnreadableParts(directory)
        let trees = try await pool.run {
            try unreadable.names(in: directory.layout.renditions).map { EscapedName.text($0) }
        }
        let unknown = Set(trees.filter { known[$0] == nil && !noted.contains($0) })
        for tree in unknown.sorted() {
            progress.problem(
                "renditions/\(tree)", .unknownRecipe,
                "neither stillstore.json nor the journal says what it stands for; its files are left where they are"
            )
        }
        try await pool.run {
            var facts = JournalFacts()
            let used = trees.compactMap { known[$0] }
            try catalog.write { try $0.catalog.note(used, &facts, at: clock.now()) }
            if !facts.lines.isEmpty { try journal.append(facts.lines) }
        }
        unreadable.tell(&progress)
        try await examine(
            below: directory.layout.renditions, &progress,
            { entry -> Examined<RenditionRecord> in
                let tree = entry.relative.prefix { $0 != UInt8(ascii: "/") }
                return unknown.contains(EscapedName.text(tree)) ? .nothing : examineRendition(entry)
            }
        ) { try $1.insert($0) }
    }

    enum Examined<Value: Sendable>: Sendable {
        case found(Value)
        /// Not what is looked for here.
        case nothing
        case problem(Failure)
        /// The disk would not give it.
        case unreadable(DiskError)
    }

    /// Hands every file below `root` to the workers, and what they found to the catalogue, batch
    /// by batch.
    private func examine<Value: Sendable>(
        below root: FilePath, _ progress: inout RebuildProgress,
        _ examine: @escaping @Sendable (TreeEntry) throws -> Examined<Value>,
        _ insert: @escaping @Sendable (Value, RebuildWriter) throws -> Void
    ) async throws {
        let unreadable = UnreadableParts(directory)
        let walk = try await pool.run { try unreadable.walk(root) }
        while true {
            try checkStop()
            let entries = try await pool.run { try walk.entries(limit: RebuildCatalogue.batch) }
            if entries.isEmpty { return unreadable.tell(&progress) }
            let results = try await withThrowingTaskGroup(of: Examined<Value>.self) { group in
                for entry in entries {
                    group.addTask { try await workers.run { try examine(entry) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for case .problem(let failure) in results {
                progress.problem(failure)
            }
            for case .unreadable(let error) in results { unreadable.add(error) }
            try await pool.run {
                try catalog.write { writer in
                    for case .found(let value) in results { try insert(value, writer) }
                }
            }
            progress.report(.examined(entries.count))
        }
    }

    // MARK: One file

    private func examineObject(_ entry: TreeEntry) throws -> Examined<ExaminedObject> {
        guard entry.kind == .file, let digest = directory.layout.digest(ofObject: entry.relative)
        else { return .nothing }
        do {
            let facts = try directory.disk.stat(entry.path, following: false)
            guard let facts else { return .nothing }
            // Only for large ones, because it is searched for.
            let recorded =
                facts.isFarLarger(than: 0)
                ? try catalog.write { try $0.recordedBytes(of: digest) } : nil
            var blob = BlobRecord(
                digest: digest, size: recorded ?? Int64(clamping: facts.size),
                content: .undecodable(reason: "its bytes have another digest than its name"),
                createdAt: facts.modified / 1_000_000)
            if let recorded, facts.isFarLarger(than: recorded) {
                return .found(ExaminedObject(blob: blob, isWhole: false))
            }
            if recorded == nil, facts.size > limits.fileBytes {
                return .problem(overLimit(facts, entry.path))
            }
            let contents = try read(entry.path)
            let isWhole = contents.digest == digest
            blob = BlobRecord(
                digest: blob.digest, size: Int64(contents.size),
                content: isWhole ? try content(of: contents, at: entry.path) : blob.content,
                createdAt: blob.createdAt)
            return .found(ExaminedObject(blob: blob, isWhole: isWhole))
        } catch let error as DiskError {
            return .unreadable(error)
        }
    }

    /// No fact says that it is so large.
    private func overLimit(_ facts: FileFacts, _ path: FilePath) -> Failure {
        Failure(
            file: directory.layout.shown(path), kind: .overLimit,
            reason:
                "it has \(facts.size) bytes, more than the limit of \(limits.fileBytes), and was not read",
            remedy: .raise(.fileBytes)
        )
    }

    /// What whole bytes show, also where that is no picture. Large ones are read again.
    private func content(
        of contents: FileContents, at path: FilePath
    ) throws(DiskError) -> BlobRecord.Content {
        do throws(PictureError) {
            return try contents.withSource(directory.disk) { source throws(PictureError) in
                try DecodedPicture(source, ingestRecipes, limits.picture, memory, isNew: true)
            }.content
        } catch {
            if case .unreadable = error { throw DiskError.misread(path) }
            return .undecodable(reason: describe(error, words))
        }
    }

    private func examineRendition(_ entry: TreeEntry) -> Examined<RenditionRecord> {
        guard entry.kind == .file,
            let (recipe, digest, _) = directory.layout.rendition(at: entry.relative)
        else { return .nothing }
        do {
            guard let facts = try directory.disk.stat(entry.path, following: false),
                facts.size <= limits.fileBytes
            else { return .nothing }
            let contents = try read(entry.path)
            let header = try contents.withSource(directory.disk) { source throws(PictureError) in
                let header = try probe(source, limits: limits.picture)
                _ = try memory.holding(header.heldBytes + header.scratchBytes) {
                    () throws(PictureError) in
                    try render(source, header, recipes: [], limits: limits.picture)
                }
                return header
            }
            return .found(
                RenditionRecord(
                    digest: digest, recipeID: recipe, format: header.format.rawValue,
                    width: Int(header.width), height: Int(header.height),
                    size: Int64(contents.size), contentDigest: contents.digest,
                    createdAt: facts.modified / 1_000_000))
        } catch let error as DiskError {
            return .unreadable(error)
        } catch {
            return .problem(
                Failure(
                    file: "renditions/" + EscapedName.text(entry.relative), kind: .rendition,
                    reason: describe(error), remedy: .makeRendition))
        }
    }

    private var ingestRecipes: [Recipe] {
        configuration.recipes.filter { $0.when == .ingest }.map(\.recipe)
    }

    /// Small files into memory, larger ones where they are.
    private func read(_ path: FilePath) throws(DiskError) -> FileContents {
        let file = try directory.disk.open(path)
        let facts = try directory.disk.stat(file)
        if facts.size <= 16 << 20 {
            return .memory(
                try FileBytes(file, capacity: Int(facts.size) + 1, directory.disk))
        }
        let (digest, size) = try Staging.hash(file, directory.disk)
        return .inPlace(path, digest, size: size)
    }
}
