import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import Values

extension RebuildCatalog {
    /// Hashes and decodes every object to make its row.
    func examineObjects(_ progress: inout RebuildProgress) async throws {
        try await examine(.originals, &progress, { try examineObject($0) }) { try $1.insert($0) }
    }

    /// Reads every rendition of a known recipe.
    func examineRenditions(_ progress: inout RebuildProgress) async throws {
        let known = Dictionary(
            configuration.recipes.map { ($0.recipe.id, $0.recipe) }, uniquingKeysWith: { $1 })
        let noted = try await pool.run {
            Set(try catalog.write { try $0.catalog.reader.recordedRecipes() }.map(\.id))
        }
        let unreadable = UnreadableParts(directory)
        let (trees, others) = try await pool.run { try directory.objects.recipes() }
        let files = others.compactMap { other -> String? in
            switch other {
            case .stray(let path): return EscapedName.text(path.name)
            case .unreadable(let error): unreadable.add(error)
            case .object: break
            }
            return nil
        }
        let unknown = Set((trees + files).filter { known[$0] == nil && !noted.contains($0) })
        for tree in unknown.sorted() {
            progress.problem(
                "renditions/\(tree)", .unknownRecipe,
                "neither stillstore.json nor the journal says what it stands for; its files are left where they are"
            )
        }
        try await pool.run {
            var facts = JournalFacts()
            let used = trees.compactMap { known[$0] }
            try catalog.write { try $0.catalog.upsert(used, &facts, at: clock.now()) }
            if !facts.lines.isEmpty { try journal.append(facts.lines) }
        }
        unreadable.report(&progress)
        for tree in trees where !unknown.contains(tree) {
            try await examine(
                .renditions(recipe: tree), &progress, { examineRendition($0) }
            ) { try $1.insert($0) }
        }
    }

    enum Examined<Value: Sendable>: Sendable {
        case found(Value)
        /// Of another kind than this walk is about.
        case nothing
        case problem(Failure)
        /// The disk refused to read it.
        case unreadable(DiskError)
    }

    /// Hands every object of a space to the workers, and writes their results to the catalogue in
    /// batches.
    private func examine<Value: Sendable>(
        _ space: ObjectSpace, _ progress: inout RebuildProgress,
        _ examine: @escaping @Sendable (ObjectKey) throws -> Examined<Value>,
        _ insert: @escaping @Sendable (Value, RebuildWriter) throws -> Void
    ) async throws {
        let unreadable = UnreadableParts(directory)
        var parts = Array(UInt8.min...UInt8.max)[...]
        var found: [ObjectKey] = []
        while true {
            try checkStop()
            while found.count < RebuildCatalog.batch, let part = parts.popFirst() {
                found += try await pool.run { try list(space, part, unreadable) }
            }
            if found.isEmpty { return unreadable.report(&progress) }
            let keys = Array(found.prefix(RebuildCatalog.batch))
            found.removeFirst(keys.count)
            let results = try await withThrowingTaskGroup(of: Examined<Value>.self) { group in
                for key in keys {
                    group.addTask { try await workers.run { try examine(key) } }
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
            progress.report(.examined(keys.count))
        }
    }

    private func list(
        _ space: ObjectSpace, _ part: UInt8, _ unreadable: UnreadableParts
    ) throws -> [ObjectKey] {
        try directory.objects.listed(space, part: part).compactMap { found in
            switch found {
            case .object(let key): return key
            case .stray: break
            case .unreadable(let error): unreadable.add(error)
            }
            return nil
        }
    }

    // MARK: One file

    private func examineObject(_ key: ObjectKey) throws -> Examined<ExaminedObject> {
        let digest = key.digest
        do {
            guard let facts = try directory.objects.facts(of: key) else { return .nothing }
            // Only for large objects, because this is a search.
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
                return .problem(overLimit(facts, directory.objects.location(of: key)))
            }
            guard var contents = try read(key) else { return .nothing }
            // Read twice before it counts as damaged: the disk may read a bit wrong once.
            if contents.digest != digest, let again = try read(key) { contents = again }
            let isWhole = contents.digest == digest
            let picture = isWhole ? try picture(of: contents, of: key) : nil
            blob = BlobRecord(
                digest: blob.digest, size: Int64(contents.size),
                content: picture?.content ?? blob.content, createdAt: blob.createdAt,
                metadata: picture?.metadata)
            return .found(ExaminedObject(blob: blob, isWhole: isWhole))
        } catch let error as DiskError {
            return .unreadable(error)
        }
    }

    /// Larger than any fact says.
    private func overLimit(_ facts: FileFacts, _ path: FilePath) -> Failure {
        Failure(
            file: directory.shown(path), kind: .overLimit,
            reason:
                "it has \(facts.size) bytes, more than the limit of \(limits.fileBytes), and was not read",
            remedy: .raise(.fileBytes)
        )
    }

    /// What whole bytes show, or why they are no picture. Large ones are read again.
    private func picture(
        of contents: FileContents, of key: ObjectKey
    ) throws(DiskError) -> DecodedPicture {
        do throws(PictureError) {
            return try contents.withSource(directory.disk) { source throws(PictureError) in
                try DecodedPicture(source, ingestRecipes, limits.picture, memory, isNew: true)
            }
        } catch {
            if case .unreadable = error {
                throw DiskError.misread(directory.objects.location(of: key))
            }
            return DecodedPicture(
                undecodable: describe(error, words), contents.metadata(directory.disk))
        }
    }

    private func examineRendition(_ key: ObjectKey) -> Examined<RenditionRecord> {
        guard case .rendition(let digest, let recipe, _) = key else { return .nothing }
        do {
            guard let facts = try directory.objects.facts(of: key),
                facts.size <= limits.fileBytes, let contents = try read(key)
            else { return .nothing }
            // Nothing records what its bytes were: what is recorded now must be read twice.
            guard try directory.objects.open(key)?.digest().0 == contents.digest else {
                throw DiskError.misread(directory.objects.location(of: key))
            }
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
                    file: directory.shown(directory.objects.location(of: key)), kind: .rendition,
                    reason: describe(error), remedy: .makeRendition))
        }
    }

    private var ingestRecipes: [Recipe] {
        configuration.recipes.filter { $0.when == .ingest }.map(\.recipe)
    }

    /// Small files into memory, larger ones in place; nil for one that is gone.
    private func read(_ key: ObjectKey) throws(DiskError) -> FileContents? {
        guard let object = try directory.objects.open(key) else { return nil }
        return try FileContents(of: object, size: try object.facts().size)
    }
}
