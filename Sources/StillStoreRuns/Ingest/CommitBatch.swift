import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// Makes a batch of prepared items part of the store: the write protocol, step by step.
///
/// Nothing is reported before this has returned. It blocks; one thread runs all of a run's.
struct CommitBatch: BatchStep {
    let library: Library
    let staging: StagingArea
    let journal: Journal
    /// Nil outside a run.
    let run: String?
    /// What else is changed in the transaction, once the rows of its items are there.
    var alongside: (@Sendable ([IngestItem], CatalogWriter, inout JournalFacts) throws -> Void)?

    func finish(
        _ batch: [PreparedItem], _ counts: RunCounts, isLast: Bool
    ) throws -> BatchOutcome {
        try staging.sync(batch.flatMap(\.staged))
        return try publish(batch, counts, acceptsLosses: isLast)
    }

    private func publish(
        _ batch: [PreparedItem], _ counts: RunCounts, acceptsLosses: Bool
    ) throws -> BatchOutcome {
        try library.directory.withObjectLock(.shared) {
            if !acceptsLosses {
                // `gc` cannot run from here on, so objects that exist now stay.
                let lost = try library.catalog.read { reader in
                    try reader.lookingUp { lookup in
                        try batch.indices.filter { try isLost(batch[$0], &lookup, reader) }
                    }
                }
                if !lost.isEmpty { return .lost(lost) }
            }
            let contents = contents(batch)
            try library.directory.objects.publish(
                contents.compactMap(\.staged) + contents.flatMap(\.renditions), from: staging)
            let changesNothing = alongside == nil && batch.allSatisfy(\.isUnchanged)
            let durability: Durability = changesNothing ? .deferred : .full
            let (items, after) = try library.record(staging, journal, durability) {
                writer, facts, links in
                var changes = Changes(facts, at: library.clock.now())
                defer { facts = changes.facts }
                return try record(batch, counts, &changes, &links, writer)
            }
            return .done(items, after)
        }
    }

    /// Whether the item relies on what the store had when its file was looked at, and has no more.
    private func isLost(
        _ item: PreparedItem, _ lookup: inout BatchLookup, _ reader: CatalogReader
    ) throws -> Bool {
        if item.isReadOnce { return false }
        switch item.body {
        case .failed: return false
        case .content(let content):
            return try content.staged == nil && !library.hasObject(content.digest, reader)
        case .unchanged(_, let assetID, let path):
            let occupant = try lookup.occupants.occupant(
                bucket: path.bucketText, path: EscapedName.textBytes(path.path))
            return occupant?.assetID != assetID
        }
    }

    private func contents(_ batch: [PreparedItem]) -> [PreparedContent] {
        batch.compactMap { if case .content(let content) = $0.body { content } else { nil } }
    }

    /// The catalogue's transaction. The links are made inside it, because only here, behind the
    /// one writer's lock, is it certain what a path shows now.
    private func record(
        _ batch: [PreparedItem], _ counts: RunCounts, _ changes: inout Changes,
        _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> ([IngestItem], RunCounts) {
        let before = counts
        var counts = counts
        var items: [IngestItem] = []
        try writer.upsert(library.ingestRecipes, &changes.facts, at: changes.now)
        let unplaced = try link(batch, &links, writer)
        changes.new = try writer.insert(
            contents(batch.indices.filter { unplaced[$0] == nil }.map { batch[$0] })
                .compactMap(\.blob))
        for (index, prepared) in batch.enumerated() {
            let item =
                try unplaced[index].map(IngestItem.failed) ?? record(prepared, &changes, writer)
            counts.add(item, bytes: prepared.bytesRead)
            if let note = try sourceRecord(prepared, item) { changes.rows.files.append(note) }
            if case .failed(let failure) = item.outcome, let run {
                try writer.insert(
                    RunFailure(number: counts.failed, failure, library.words), run: run)
            }
            items.append(item)
        }
        try writer.insert(changes.rows, at: changes.now)
        try importGenerations(batch, &items, of: before, &changes.facts, writer)
        try alongside?(items, writer, &changes.facts)
        if let run { try writer.updateRun(id: run, counts) }
        return (items, counts)
    }

    /// The results of one transaction.
    private struct Changes {
        var facts: JournalFacts
        /// When all of it happens.
        let now: Int64
        var rows = RowBatch()
        /// The digests that came with the batch and that no item has yet.
        var new: Set<Digest> = []
        /// Who came to a path before, in this batch.
        var placed: [BucketPath: PathOccupant] = [:]

        init(_ facts: JournalFacts, at time: Int64) {
            self.facts = facts
            now = self.facts.later(time)
        }
    }

    /// What to note of the source file; nothing where it was fine and could not be placed: then its
    /// bytes are not in the store, and it is looked at again.
    private func sourceRecord(_ prepared: PreparedItem, _ item: IngestItem) throws
        -> SourceFileRecord?
    {
        guard var note = prepared.note else { return nil }
        if case .stored = note.outcome, case .failed = item.outcome { return nil }
        if case .content(let content) = prepared.body, content.staged?.isLinked == true {
            // Linking changed the inode's change time, which is the file's own.
            let now = try library.directory.objects.facts(of: .original(content.digest))
            guard let now, let facts = prepared.facts,
                now.hasContents(of: facts)
            else { return nil }
            note.changed = now.changed
        }
        return note
    }

    /// Has the links made, also of the same bytes: somebody may have removed one.
    /// - Returns: by index, why an item could not be placed.
    private func link(
        _ batch: [PreparedItem], _ links: inout LinkChanges, _ writer: CatalogWriter
    ) throws -> [Int: Failure] {
        var failures: [Int: Failure] = [:]
        for (index, prepared) in batch.enumerated() {
            guard case .content(let content) = prepared.body else { continue }
            let file = prepared.file.text
            guard try content.staged != nil || library.hasObject(content.digest, writer.reader)
            else {
                failures[index] = .collected(file)
                continue
            }
            do {
                try links.link(content.path, content.digest)
            } catch let error as StoreError {
                failures[index] = Failure(file: file, kind: .pathTaken, reason: error.message)
            }
        }
        return failures
    }

    private func record(
        _ prepared: PreparedItem, _ changes: inout Changes, _ writer: CatalogWriter
    ) throws -> IngestItem {
        let file = prepared.file.text
        switch prepared.body {
        case .failed(let kind, let reason, let remedy):
            return .failed(Failure(file: file, kind: kind, reason: reason, remedy: remedy))
        case .unchanged(let digest, let assetID, let path):
            return IngestItem(file: file, .unchanged, assetID, digest, path)
        case .content(let content):
            return try store(content, file, &changes, writer)
        }
    }

    private func store(
        _ content: PreparedContent, _ file: String, _ changes: inout Changes,
        _ writer: CatalogWriter
    ) throws -> IngestItem {
        let digest = content.digest
        let (bucket, path) = (content.path.bucketText, content.path.pathText)
        let occupant =
            try changes.placed[content.path] ?? writer.reader.occupant(bucket: bucket, path: path)
        let isSame = occupant?.digest == digest
        let isNew = changes.new.remove(digest) != nil
        changes.rows.renditions += content.renditionRecords
        if let occupant, isSame {
            return IngestItem(
                file: file, .unchanged, occupant.assetID, content.digest, content.path)
        }
        let placement = content.placement
        // It is created when it is, whatever its facts must say.
        let created = min(changes.now, library.clock.now())
        let asset = AssetRecord(
            id: library.clock.makeID(at: created), digest: digest, kind: content.kind,
            origin: placement.origin, name: content.name, userID: placement.userID,
            jobID: placement.jobID, source: nil, metadata: placement.metadata,
            retrievalStatus: .completed, createdAt: created)
        changes.rows.assets.append(
            RowBatch.PlacedAsset(asset, bucket: bucket, path: path, superseding: occupant))
        changes.placed[content.path] = PathOccupant(
            assetID: asset.id, digest: digest, state: .present, isImage: content.kind == .image)
        let bytes = try content.blob?.size ?? writer.reader.blob(digest)?.size
        try changes.facts.add(
            asset, content.path, content.digest, superseding: occupant?.assetID, at: changes.now,
            bytes: bytes)
        var item = IngestItem(
            file: file, isNew ? .stored : .duplicate, asset.id, content.digest, content.path)
        item.superseded = occupant?.assetID
        return item
    }
}

extension IngestItem {
    init(
        file: String, _ outcome: Outcome, _ assetID: String, _ digest: Digest, _ path: BucketPath
    ) {
        self.init(
            file: file, outcome: outcome, assetID: assetID, digest: digest,
            bucket: path.bucketText, path: path.pathText)
    }

    static func failed(_ failure: Failure) -> IngestItem {
        IngestItem(file: failure.file, outcome: .failed(failure))
    }
}

extension RunCounts {
    package mutating func add(_ item: IngestItem, bytes: Int) {
        switch item.outcome {
        case .stored: stored += 1
        case .duplicate: duplicates += 1
        case .unchanged: unchanged += 1
        case .failed: failed += 1
        }
        found += 1
        self.bytes += bytes
    }
}
