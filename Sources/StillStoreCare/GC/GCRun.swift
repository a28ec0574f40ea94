import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// What the parts of a garbage collection share. Used by one thread at a time.
final class GCRun {
    let library: Library
    let cutoff: Int64
    private let now: Int64
    /// Something dated in the future was written by a clock that was ahead, and its age is not
    /// known: its grace begins with the `gc` that meets it.
    let futureEnd: Int64
    /// Nil for a dry run.
    let session: RunSession?
    private let report: @Sendable (GCItem) -> Void
    private let trash: Trash?
    private var changed = ChangedDirectories()
    private(set) var summary: GCSummary

    /// Milliseconds; less may pass between a request without grace and its run.
    static let noGrace: Int64 = 1000

    /// Rows or files of one step: few enough that commits do not wait long.
    static let stepItems = 64

    init(
        _ library: Library, _ request: GCRequest, _ session: RunSession?,
        report: @escaping @Sendable (GCItem) -> Void
    ) throws {
        self.library = library
        self.session = session
        self.report = report
        cutoff = request.cutoff
        now = library.clock.now()
        // Without grace nothing has to wait.
        futureEnd = now - cutoff < GCRun.noGrace ? min(now, cutoff) : now
        trash = try session.map {
            Trash(in: library.directory, name: try library.trashName(run: $0.id))
        }
        summary = GCSummary(run: session?.id)
    }

    var grace: Grace { Grace(since: cutoff, now: now) }
    var directory: StoreDirectory { library.directory }
    var catalog: Catalog { library.catalog }
    var clock: WallClock { library.clock }

    func send(_ item: GCItem) {
        var tally = summary.tallies[item.kind] ?? GCSummary.Tally()
        tally.count += item.count
        tally.bytes += item.bytes
        summary.tallies[item.kind] = tally
        report(item)
    }

    /// Whether a file was unchanged during the grace. For a file dated in the future the grace
    /// begins now; its time is not changed, and counts once it is past.
    func isPastGrace(_ facts: FileFacts, of key: ObjectKey) throws -> Bool {
        guard facts.kind == .file else { return false }
        let changed = facts.changed / 1_000_000
        if changed <= now { return grace.isOver(changed, original: facts.modified / 1_000_000) }
        if futureEnd <= cutoff { return true }
        if session != nil { try directory.objects.markChanged(key) }
        return false
    }

    /// Sets retirements that are dated in the future to now.
    func pullBackEnds() throws {
        guard session != nil, try catalog.read({ try $0.hasEnds(after: now) }) else { return }
        try catalog.write { try $0.pullBackEnds(after: now, to: futureEnd) }
    }

    /// Content rows that are past their grace; for those dated in the future it begins now.
    func pastGrace(_ blobs: [BlobRecord]) throws -> [BlobRecord] {
        let future = blobs.filter { $0.createdAt > now }
        if session != nil, !future.isEmpty {
            try catalog.write {
                try $0.pullBackContent(future.map(\.digest), to: futureEnd)
            }
        }
        return blobs.filter { min($0.createdAt, futureEnd) <= cutoff || $0.createdAt <= cutoff }
    }

    /// A path as it is reported: below the store.
    func name(_ path: FilePath) -> String { directory.shown(path) }
    func name(_ key: ObjectKey) -> String { name(directory.objects.location(of: key)) }

    // MARK: What an applied `gc` does

    /// Writes what the catalogue said of what is removed to `gc.jsonl`, durably.
    func appendToManifest(_ lines: [UInt8]) throws {
        guard let trash else { return }
        try trash.appendToManifest(lines)
        summary.trash = trash.directory.text
    }

    /// Moves a file to the trash; nil if it is gone. Only under the exclusive object lock.
    func discard(_ key: ObjectKey) throws -> FileFacts? {
        guard let trash,
            let facts = try directory.objects.discard(key, to: trash, &changed)
        else { return nil }
        summary.trash = trash.directory.text
        return facts
    }

    /// The same for an object of a recipe that no longer exists, with the directories that become
    /// empty.
    func discardLast(_ key: ObjectKey) throws {
        guard try discard(key) != nil else { return }
        directory.objects.removeEmptyDirectories(of: key, &changed)
    }

    /// Removes a directory that was empty; false if it no longer is.
    func remove(_ path: FilePath, foundBy walk: EmptyDirectories) -> Bool {
        walk.remove(path, &changed)
    }

    /// Makes durable what was moved and removed.
    func sync() throws {
        if let trash, !changed.isEmpty { try trash.sync(changed) }
        changed = ChangedDirectories()
    }

    /// Moves the files of content whose rows are gone. Only under the exclusive object lock.
    func discard(_ content: PurgedContent, _ reason: GCItem.Reason) throws -> [GCItem] {
        let digest = content.digest
        _ = try discard(.original(digest))
        for rendition in content.renditions { _ = try discard(rendition.key) }
        return items(digest, content.size, content.renditions, reason)
    }

    func items(
        _ digest: Digest, _ size: Int64, _ renditions: [RenditionRecord],
        _ reason: GCItem.Reason
    ) -> [GCItem] {
        var items = [
            GCItem(.content, reason, name(.original(digest)), bytes: size)
        ]
        items += renditions.map {
            GCItem(.rendition, reason, name($0.key), bytes: $0.size)
        }
        for index in items.indices { items[index].digest = digest }
        return items
    }
}
